import { Secret } from "@infershield/core";
import { mintInferShieldToken } from "@infershield/identity";
import { describe, expect, it } from "vitest";
import { readPresented } from "./presented.ts";
import { ProxyError } from "./proxy-error.ts";

const ours = mintInferShieldToken("p").reveal();
const otherOurs = mintInferShieldToken("p").reveal();

function read(headers: Record<string, string>, more: { query?: string; pathToken?: Secret } = {}) {
  const { token, foreign } = readPresented({ headers, query: "", ...more });
  return { token: token?.value.reveal(), inPath: token?.inPath, foreign: foreign?.value.reveal(), in: foreign?.header };
}

function codeOf(headers: Record<string, string>, more: { query?: string; pathToken?: Secret } = {}): string {
  try {
    read(headers, more);
    return "read";
  } catch (error) {
    if (error instanceof ProxyError) return error.code;
    throw error;
  }
}

describe("readPresented", () => {
  it.each([
    [{ authorization: `Bearer ${ours}` }],
    [{ authorization: `bearer  ${ours}` }],
    [{ "x-api-key": ours }],
    [{ "x-goog-api-key": ours }],
    [{ "x-infershield-key": ours }],
  ])("finds an InferShield token in %j", (headers) => {
    expect(read(headers)).toMatchObject({ token: ours, inPath: false, foreign: undefined });
  });

  it("finds a path token and says where it stood", () => {
    expect(read({}, { pathToken: new Secret(ours) })).toMatchObject({ token: ours, inPath: true });
  });

  it("keeps a provider key beside an InferShield token, with the header that brought it", () => {
    const headers = { "x-infershield-key": ours, authorization: "Bearer sk-client" };
    expect(read(headers)).toMatchObject({ token: ours, foreign: "sk-client", in: "authorization" });
    expect(read({ authorization: `Bearer ${ours}`, "x-api-key": "sk-ant" })).toMatchObject({
      foreign: "sk-ant",
      in: "x-api-key",
    });
  });

  it("counts the same value in two places once and ignores empty ones", () => {
    expect(codeOf({ authorization: `Bearer ${ours}`, "x-api-key": ours })).toBe("read");
    expect(read({ authorization: "Bearer ", "x-goog-api-key": "" })).toMatchObject({
      token: undefined,
      foreign: undefined,
    });
  });

  it("refuses two different tokens and two different keys", () => {
    expect(codeOf({ authorization: `Bearer ${ours}`, "x-api-key": otherOurs })).toBe("AMBIGUOUS_CREDENTIALS");
    expect(codeOf({ authorization: "Bearer sk-a", "x-api-key": "sk-b" })).toBe("AMBIGUOUS_CREDENTIALS");
    expect(codeOf({ authorization: `Bearer ${ours}` }, { pathToken: new Secret("anything") })).toBe(
      "AMBIGUOUS_CREDENTIALS",
    );
  });

  it.each(["sk-\u00e9", "sk-\u0085", "sk-\u007fa", "\u00ef\u00bf\u00bd"])(
    "refuses the key %j, which has two readings",
    (key) => {
      expect(codeOf({ authorization: `Bearer ${key}` })).toBe("BAD_REQUEST");
      expect(codeOf({ "x-api-key": key })).toBe("BAD_REQUEST");
      expect(codeOf({ "x-goog-api-key": key, "x-infershield-key": ours })).toBe("BAD_REQUEST");
    },
  );

  it("refuses other schemes and keys in the query", () => {
    expect(codeOf({ authorization: "Basic dTpw" })).toBe("INVALID_TOKEN");
    expect(codeOf({}, { query: "?alt=sse&key=AIza" })).toBe("BAD_REQUEST");
    expect(codeOf({}, { query: "?KEY=AIza" })).toBe("BAD_REQUEST");
    expect(codeOf({}, { query: "?%6bey=AIza" })).toBe("BAD_REQUEST");
    expect(codeOf({}, { query: "?access_token=x" })).toBe("BAD_REQUEST");
    expect(codeOf({}, { query: `?x=a${ours}` })).toBe("BAD_REQUEST");
    expect(codeOf({}, { query: `?after=sk_live_${"9fK2mQ7xVb3LpR8sTz5WcY1d"}` })).toBe("BAD_REQUEST");
    expect(codeOf({}, { query: "?monkey=1&pageToken=abc" })).toBe("read");
  });
});
