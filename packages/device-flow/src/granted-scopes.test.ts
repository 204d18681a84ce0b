import { expect, test } from "vitest";
import { DeviceFlowError } from "./error.ts";
import { checkGrantedScopes } from "./granted-scopes.ts";

test("a sign-in without a scope that its use needs is ACCESS_DENIED, by the scope's name", () => {
  const granted = { scopes: ["openid", "resource.invoke"] };
  const refused = expect.objectContaining({ code: "ACCESS_DENIED", message: expect.stringContaining("plan.use") });
  expect(() => checkGrantedScopes(granted, ["resource.invoke", "plan.use"])).toThrow(refused);
  expect(() => checkGrantedScopes({ scopes: [] }, ["plan.use"])).toThrow(
    expect.objectContaining({ constructor: DeviceFlowError, code: "ACCESS_DENIED" }),
  );
});

test("what was granted whole, or without a word about scopes, passes", () => {
  checkGrantedScopes({ scopes: ["b", "a"] }, ["a", "b"]);
  checkGrantedScopes({}, ["a"]);
});
