// A Bluesky network on loopback: directory, personal data server and app view in one process, for Makegood's own tests.
//
// Says on one line of standard output where it is, once it is ready, and ends when standard input ends. Needs DB_POSTGRES_URL and
// REDIS_HOST. Never part of the product, and never reached from another machine.
import { TestNetwork } from "@atproto/dev-env";

const network = await TestNetwork.create({
  dbPostgresSchema: "bsky",
  pds: { hostname: "localhost", enableDidDocWithSession: true },
});
process.stdout.write(JSON.stringify({ pds: network.pds.url, appview: network.bsky.url }) + "\n");
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
