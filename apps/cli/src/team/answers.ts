import type {
  DeletedUserJson,
  DeviceJson,
  InvitationJson,
  LoginJson,
  NewTokenJson,
  PromptJson,
  SignInJson,
  TeamJson,
  TokenJson,
  UsageJson,
  UserJson,
} from "@infershield/proxy";
import { z } from "zod";

// What a server answers, checked: it may be an older one, a newer one, or something else altogether.

const text = z.string().max(4_096);
const textOrNull = text.nullable();

const userFields = {
  id: text,
  email: text,
  name: textOrNull,
  role: z.enum(["owner", "admin", "security", "auditor", "member", "service"]),
  team: textOrNull,
  state: z.enum(["active", "disabled"]),
  created_at: text,
  version: z.number(),
};

/** An account. */
export const userAnswer: z.ZodType<UserJson> = z.object(userFields);

/** An account that was deleted. */
export const deletedUserAnswer: z.ZodType<DeletedUserJson> = z.object({
  ...userFields,
  excerpts_shredded: z.boolean(),
});

/** A page of accounts. */
export const usersAnswer: z.ZodType<{ users: UserJson[] }> = z.object({ users: z.array(userAnswer) });

/** A team. */
export const teamAnswer: z.ZodType<TeamJson> = z.object({ id: text, name: text, created_at: text });

/** All teams. */
export const teamsAnswer: z.ZodType<{ teams: TeamJson[] }> = z.object({ teams: z.array(teamAnswer) });

/** An account with a one-time code. */
export const invitationAnswer: z.ZodType<InvitationJson> = z.object({
  user: userAnswer,
  code: text,
  code_expires_at: text,
});

const tokenFields = {
  id: text,
  name: text,
  user: text,
  kind: z.enum(["p", "a", "r", "s", "d"]),
  device: textOrNull,
  last4: text,
  path: z.boolean(),
  scopes: z.array(text),
  providers: z.union([z.literal("all"), z.array(text)]),
  created_at: text,
  expires_at: text,
  last_used_at: textOrNull,
  revoked_at: textOrNull,
};

/** What is known of a token. */
export const tokenAnswer: z.ZodType<TokenJson> = z.object(tokenFields);

/** All tokens of a person. */
export const tokensAnswer: z.ZodType<{ tokens: TokenJson[] }> = z.object({ tokens: z.array(tokenAnswer) });

/** A new token. */
export const newTokenAnswer: z.ZodType<NewTokenJson> = z.object({ ...tokenFields, token: text });

/** What a device gets for its code. */
export const deviceAnswer: z.ZodType<DeviceJson> = z.object({
  user: userAnswer,
  proxy_url: text,
  device: newTokenAnswer,
  administration: newTokenAnswer.nullable(),
});

/** Who asks with which token, and where the proxy is. */
export const meAnswer: z.ZodType<{ user: UserJson; token: TokenJson | null; proxy_url: string }> = z.object({
  user: userAnswer,
  token: tokenAnswer.nullable(),
  proxy_url: text,
});

/** The logins of a person. */
export const loginsAnswer: z.ZodType<{ logins: LoginJson[] }> = z.object({
  logins: z.array(
    z.object({
      provider: text,
      account: text,
      name: textOrNull,
      kind: z.enum(["oauth", "api_key"]),
      state: z.enum(["active", "reauthentication_required"]),
      selected: z.boolean(),
      expires_at: textOrNull,
    }),
  ),
});

/** What became of logins. */
export const signedOutAnswer: z.ZodType<{
  signed_out: { provider: string; account: string; revoked: "revoked" | "unsupported" | "failed" }[];
}> = z.object({
  signed_out: z.array(
    z.object({ provider: text, account: text, revoked: z.enum(["revoked", "unsupported", "failed"]) }),
  ),
});

/** Providers that can be signed in to. */
export const providersAnswer: z.ZodType<{
  providers: { name: string; sign_in: "device" | "browser" | null; redirect_path: string | null }[];
}> = z.object({
  providers: z.array(
    z.object({ name: text, sign_in: z.enum(["device", "browser"]).nullable(), redirect_path: textOrNull }),
  ),
});

const prompt: z.ZodType<PromptJson> = z.union([
  z.object({
    flow: z.literal("device"),
    user_code: text,
    verification_uri: text,
    verification_uri_complete: textOrNull,
    expires_at: text,
  }),
  z.object({ flow: z.literal("browser"), url: text, state: text, expires_at: text }),
]);

/** A sign-in that runs in the server. */
export const signInAnswer: z.ZodType<SignInJson> = z.object({
  id: text,
  provider: text,
  account: text,
  status: z.enum(["waiting", "done", "failed"]),
  name: textOrNull,
  prompt: prompt.nullable(),
  error: z.object({ code: text, message: text, hint: text.exactOptional() }).nullable(),
});

/** What people used. */
export const usageAnswer: z.ZodType<{ usage: UsageJson[] }> = z.object({
  usage: z.array(
    z.object({
      day: text,
      user: text,
      email: textOrNull,
      provider: text,
      model: text,
      requests: z.number(),
      tokens_in: z.number(),
      tokens_out: z.number(),
    }),
  ),
});
