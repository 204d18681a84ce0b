import { expect, test } from "vitest";
import { IdentityError } from "./error.ts";
import type { User } from "./user.ts";
import type { UserKey } from "./user-directory.ts";
import { userIdNamed, userNamed } from "./user-named.ts";

const kim: User = {
  id: "usr_1",
  tenant: "default",
  email: "usr_kim@example.com",
  role: "member",
  state: "active",
  createdAt: 0,
  version: 1,
};
const users = {
  findUser: async (key: UserKey) => (("id" in key ? key.id === kim.id : key.email === kim.email) ? kim : undefined),
};

test.each(["usr_1", "usr_kim@example.com"])("an account is found by its id and by its address: %s", async (name) => {
  expect(await userNamed(users, name)).toBe(kim);
  expect(await userIdNamed(users, name)).toBe("usr_1");
});

test("the id of an account that is gone still names it, and its address does not", async () => {
  expect(await userIdNamed(users, "usr_2")).toBe("usr_2");
  for (const named of [userNamed(users, "usr_2"), userIdNamed(users, "usr_lee@example.com")]) {
    const error = await named.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(IdentityError);
    expect(error).toMatchObject({ code: "NOT_FOUND" });
  }
});
