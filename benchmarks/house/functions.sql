-- The draws and the few formulas that several tables share. `@seed` stands for the seed. Dropped with the schema at the end.
-- None promises more than its body does (adding an interval is only stable), or PostgreSQL would call it instead of writing it out in place.

CREATE FUNCTION gen.u(n bigint, salt integer) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(n, @seed * 1000 + salt) & 9007199254740991)::double precision / 9007199254740992.0::double precision $$;

-- A UUID of version 7 that sorts by `at`, the same for the same table and number.
CREATE FUNCTION gen.id(at timestamptz, what integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('0' || to_hex(((date_part('epoch', at AT TIME ZONE 'UTC') * 1000)::bigint << 16) | 28672 | (n & 4095))
    || to_hex((-9223372036854775808)::bigint | (what::bigint << 52) | n))::uuid $$;

CREATE FUNCTION gen.pick(words text[], n bigint, salt integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT words[1 + floor(gen.u(n, salt) * array_length(words, 1))::integer] $$;

-- When the k-th message of a case came, and which way it went: the first is theirs, the second our answer.
CREATE FUNCTION gen.at(opened_at timestamptz, span double precision, len integer, k integer, n bigint) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT opened_at + (CASE WHEN k = 0 THEN 0 ELSE span * (k + 0.9 * gen.u(n * 1024 + k, 11)) / len END) * interval '1 second' $$;

CREATE FUNCTION gen.out(n bigint, k integer, len integer, last_out boolean, reopen_k integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN k = 0 OR k = reopen_k THEN false WHEN k = len - 1 THEN last_out WHEN k = 1 THEN true
    ELSE gen.u(n * 1024 + k, 7) < CASE WHEN k % 2 = 1 THEN 0.85 ELSE 0.15 END END $$;

-- A text on one line as the lists show it (views.rules.one_line).
CREATE FUNCTION gen.line(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN length(t) <= 160 THEN t ELSE rtrim(regexp_replace(left(t, 160), ' [^ ]*$', ''), ' ,.;:') || '…' END $$;

CREATE FUNCTION gen.finding(label text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT format('{"label": "%1$s", "best": "%1$s", "probability": 0.9, "words": ["%1$s"]}', label) $$;
