import { expect, test } from "vitest";
import { makeProof, randomText } from "./pkce";

test("the challenge is the one of the example in RFC 7636, appendix B", async () => {
  const proof = await makeProof("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); // pragma: allowlist secret
  expect(proof.challenge).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"); // pragma: allowlist secret
});

test("a verifier has 43 unguessable characters", () => {
  expect(randomText()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(randomText()).not.toBe(randomText());
});
