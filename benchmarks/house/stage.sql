-- What the house is made of, before it becomes rows: hours with their share of the work, people, cases. All draws are a hash of the row's
-- number and the seed, so that the same sizes, seed and instant give the same house. Dropped with its schema at the end.

-- How often a team hears of somebody: by the hour of the day, the weekday, the season, and more each month.
CREATE UNLOGGED TABLE gen.hour AS
SELECT h, at, sum(weight) OVER (ORDER BY h) - weight AS before, sum(weight) OVER (ORDER BY h) AS after, sum(weight) OVER () AS whole
FROM (
    SELECT h, at, ('{.3,.2,.15,.1,.1,.2,.5,1,1.6,2.2,2.4,2.2,1.9,2,2.1,2,1.8,1.6,1.4,1.5,1.6,1.4,.9,.5}'::float8[])[1 + date_part('hour', at)::int]
        * ('{.6,1.3,1.15,1.05,1,1,.7}'::float8[])[1 + date_part('dow', at)::int]
        * (CASE WHEN date_part('month', at) IN (11, 12) THEN 1.5 ELSE 1 END)
        * (0.7 + 0.6 * h / (@days * 24.0)) * (0.7 + 0.6 * gen.u(h / 24, 40)) AS weight
    FROM (SELECT h, timestamptz '@until' - interval '@days days' + h * interval '1 hour' AS at FROM generate_series(0, @days * 24 - 1) AS h) AS hours
) AS weighed;

-- The lower a person's number in their brand, the earlier they came and the more often they write.
CREATE UNLOGGED TABLE gen.person AS
SELECT p, b, brand_id, i, seen, first || ' ' || last AS name, lower(first || '.' || last) || p || '@example.org' AS email,
    gen.id(seen, 1, p) AS identity_id,
    CASE WHEN gen.u(p, 41) < 0.15 THEN gen.id(seen + interval '1 day', 2, p) END AS second_id
FROM (
    SELECT b.first_person + i AS p, b.b, b.id AS brand_id, i,
        timestamptz '@until' - interval '@days days' - gen.u(b.first_person + i, 42) * interval '90 days' - interval '14 days'
            + greatest(0, i::float8 / b.people - 0.3) / 0.7 * interval '@days days' AS seen,
        gen.pick('{Ada,Ben,Cora,Dan,Elsa,Finn,Gita,Hugo,Iris,Jon,Kaya,Leo,Mina,Nils,Oona,Paul,Quinn,Rosa,Sam,Tess,Uma,Vic,Wanda,Xenia,Yara,Zeno}', b.first_person + i, 43) AS first,
        gen.pick('{Abel,Brook,Carter,Dorn,Ellis,Fisk,Grant,Holt,Ingram,Jensen,Kerr,Lund,Marsh,North,Olsen,Pike,Quill,Reed,Stone,Thorn,Underhill,Vale,West,Yates,Zander}', b.first_person + i, 44) AS last
    FROM gen.brand AS b, generate_series(0, b.people - 1) AS i
) AS drawn;
CREATE UNIQUE INDEX ON gen.person (p) INCLUDE (identity_id);
ANALYZE gen.person;

-- Every case with what its messages are worked out from: how many, over how long, in which conversations, how it ended.
CREATE UNLOGGED TABLE gen.case AS
SELECT d.*, x.*, y.*, z.*,
    gen.id(opened_at, 4, n) AS case_id, gen.id(opened_at, 5, n) AS conversation_id,
    CASE WHEN split_k IS NOT NULL THEN gen.id(gen.at(opened_at, span, len, split_k, n), 6, n) END AS second_conversation_id
FROM (
    SELECT n, s.b, s.brand_id, s.number, s.opened_at, s.hook_id, p.p, p.i, p.identity_id, p.second_id, p.name, p.email,
        CASE WHEN gen.u(n, 14) < 0.7 THEN s.mail_id ELSE s.hook_id END AS channel_id,
        CASE WHEN gen.u(n, 14) < 0.7 THEN s.mail_name ELSE s.hook_name END AS channel_name,
        CASE WHEN gen.u(n, 3) < 0.0004 THEN 150 + floor(gen.u(n, 4) * 450)::int
            ELSE 1 + least(140, floor(ln(1 - gen.u(n, 4)) / ln(1 - 1 / @length::float8)))::int END AS len,
        timestamptz '@until' - s.opened_at AS age,
        s.opened_at >= timestamptz '@until' - interval '@days days' * @lived::float8 AS lived,
        s.members
    FROM (
        SELECT b.first_case + b.number AS n, b.*, h.at + (b.number - b.lo - 1 + gen.u(b.first_case + b.number, 1)) / (b.hi - b.lo) * interval '1 hour' AS opened_at
        FROM (
            SELECT b.b, b.id AS brand_id, b.first_case, b.first_person, b.people, b.hook_id, b.hook_name, b.mail_id, b.mail_name, b.members,
                h.h, floor(h.before / h.whole * b.cases)::int AS lo, floor(h.after / h.whole * b.cases)::int AS hi, k AS number
            FROM gen.brand AS b, gen.hour AS h, generate_series(floor(h.before / h.whole * b.cases)::int + 1, floor(h.after / h.whole * b.cases)::int) AS k
        ) AS b JOIN gen.hour AS h ON h.h = b.h
    ) AS s JOIN gen.person AS p
        ON p.p = s.first_person + floor(s.people * (0.3 + 0.7 * s.h / (@days * 24.0)) * power(gen.u(s.n, 2), 1.8))::bigint
) AS d,
LATERAL (
    SELECT CASE WHEN len = 1 THEN 0 ELSE least(len * 3600 * (2 + 14 * gen.u(n, 6)), 45 * 86400.0, date_part('epoch', age) * 0.95) END AS span,
        gen.u(n, 5) < CASE WHEN age > interval '30 days' THEN 0.95 WHEN age > interval '3 days' THEN 0.75 ELSE 0.35 END AS resolved,
        CASE WHEN len >= 4 AND gen.u(n, 9) < 0.12 THEN (len + 1) / 2 END AS split_k,
        gen.pick('{late,late,late,faulty,faulty,lost,wrong_item,billing,quality,""}', n, 15) AS harm,
        CASE WHEN gen.u(n, 16) < 0.002 THEN 'safety' WHEN gen.u(n, 16) < 0.03 THEN 'deadline' ELSE 'normal' END AS urgency,
        gen.pick('{negative,negative,negative,neutral,neutral,positive}', n, 17) AS feeling,
        CASE WHEN gen.u(n, 18) < 0.6 THEN 'A' || n ELSE '' END AS order_number
) AS x,
LATERAL (
    SELECT len >= 2 AND (resolved OR (age > interval '30 days' AND gen.u(n, 19) < 0.9) OR gen.u(n, 20) < 0.5) AS last_out,
        CASE WHEN resolved AND len >= 6 AND gen.u(n, 10) < 0.1 THEN len * 2 / 3 END AS reopen_k,
        CASE WHEN gen.u(n, 8) < CASE WHEN resolved THEN 0.95 ELSE 0.7 END THEN members[1 + floor(array_length(members, 1) * power(gen.u(n, 21), 1.5))::int] END AS owner_id,
        split_part(name, ' ', 1) || CASE harm WHEN 'late' THEN ': the order is late' WHEN 'faulty' THEN ': it does not work' WHEN 'lost' THEN ': the parcel is lost'
            WHEN 'wrong_item' THEN ': the wrong thing came' WHEN 'billing' THEN ': charged twice' WHEN 'quality' THEN ': not as good as shown' ELSE ' asks something' END AS title
) AS y,
LATERAL (
    SELECT CASE WHEN resolved THEN 'resolved' WHEN last_out THEN 'waiting' ELSE 'open' END AS state,
        CASE WHEN NOT resolved AND NOT last_out THEN 'ours' WHEN NOT resolved AND gen.u(n, 22) < 0.15 THEN 'parcel' ELSE 'theirs' END AS turn,
        gen.at(opened_at, span, len, len - 1, n) AS last_at,
        CASE WHEN resolved THEN least(gen.at(opened_at, span, len, len - 1, n) + gen.u(n, 23) * interval '6 hours', timestamptz '@until' - interval '1 second') END AS resolved_at,
        opened_at + interval '1 hour' + CASE WHEN date_part('hour', opened_at) NOT BETWEEN 8 AND 16 THEN interval '14 hours' ELSE interval '0' END AS reply_due_at,
        opened_at + interval '24 hours' AS solve_due_at
) AS z
ORDER BY b, n;
ANALYZE gen.case;

CREATE VIEW gen.msg AS
SELECT c.*, k, n * 1024 + k AS m, gen.at(opened_at, span, len, k, n) AS at, gen.out(n, k, len, last_out, reopen_k) AS out,
    gen.id(gen.at(opened_at, span, len, k, n), 3, n * 1024 + k) AS message_id,
    CASE WHEN k >= split_k THEN second_conversation_id ELSE conversation_id END AS its_conversation_id,
    CASE WHEN k >= split_k AND second_id IS NOT NULL THEN second_id ELSE identity_id END AS its_identity_id,
    floor(gen.u(n * 1024 + k, 12) * @phrases)::int AS t1, floor(gen.u(n * 1024 + k, 13) * @phrases)::int AS t2
FROM gen.case AS c, generate_series(0, c.len - 1) AS k;

CREATE UNLOGGED TABLE gen.reading AS
SELECT feeling, harm, urgency, format('{"feeling": %s, "act": %s, "happened": [%s], "asked": [], "urgency": %s, "language": "en", "named": [], '
    '"spam": 0.01, "version": "house-1", "strength": 0.4, "unsure_about": []}', gen.finding(feeling),
    gen.finding(CASE WHEN harm = '' THEN 'question' ELSE 'complaint' END), CASE WHEN harm <> '' THEN gen.finding(harm) END, gen.finding(urgency)) AS reading
FROM (SELECT DISTINCT feeling, harm, urgency FROM gen.case) AS each;
