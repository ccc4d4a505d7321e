// A certified OpenID provider. Who is to log in there is told to it first: PUT /people/{sub}, with their claims.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { PROVIDER_FOLDER, CLIENTS } = process.env;
const entry = createRequire(`${PROVIDER_FOLDER}/`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(entry));

const people = new Map();
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: JSON.parse(CLIENTS),
    pkce: { required: () => true },
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "preferred_username", "locale", "zoneinfo"],
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (request.method !== "PUT") return answer(request, response);
    people.set(request.url.split("/").pop(), await json(request));
    return response.writeHead(204).end();
  });
  console.log(issuer);
});
