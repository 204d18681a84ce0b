import { randomBytes } from "node:crypto";

const alphabets = {
  alnum: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  hex: "0123456789abcdef",
  digits: "0123456789",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
} as const;

function random(length: number, alphabet: keyof typeof alphabets = "alnum"): string {
  const signs = alphabets[alphabet];
  return Array.from(randomBytes(length), (byte) => signs[byte % signs.length]).join("");
}

function jwt(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: random(12), iat: 1_700_000_000 })}.${random(43)}`;
}

/** Forty kinds of secrets as people paste them: kind, and what must appear nowhere. */
export function plantedSecrets(): readonly { readonly kind: string; readonly text: string; readonly secret: string }[] {
  const plain: Readonly<Record<string, string>> = {
    openai_project: `sk-proj-${random(48)}`,
    openai_service: `sk-svcacct-${random(48)}`,
    openai_admin: `sk-admin-${random(48)}`,
    openai: `sk-${random(48)}`,
    anthropic: `sk-ant-api03-${random(80)}`,
    openrouter: `sk-or-v1-${random(64, "hex")}`,
    google: `AIza${random(35)}`,
    google_oauth_secret: `GOCSPX-${random(28)}`,
    google_oauth_token: `ya29.${random(60)}`,
    slack_bot: `xoxb-${random(11, "digits")}-${random(12, "digits")}-${random(24)}`,
    slack_app: `xapp-1-${random(50)}`,
    stripe_live: `sk_live_${random(24)}`,
    stripe_restricted: `rk_live_${random(24)}`,
    stripe_webhook: `whsec_${random(32)}`,
    gitlab: `glpat-${random(20)}`,
    gitlab_runner: `glrt-${random(20)}`,
    huggingface: `hf_${random(34)}`,
    digitalocean: `dop_v1_${random(64, "hex")}`,
    databricks: `dapi${random(32, "hex")}`,
    linear: `lin_api_${random(40)}`,
    notion: `ntn_${random(46)}`,
    pypi: `pypi-AgE${random(80)}`,
    shopify: `shpat_${random(32, "hex")}`,
    square: `sq0atp-${random(22)}`,
    new_relic: `NRAK-${random(27)}`,
    doppler: `dp.pt.${random(43)}`,
    planetscale: `pscale_tkn_${random(43)}`,
    pulumi: `pul-${random(40, "hex")}`,
    rubygems: `rubygems_${random(48, "hex")}`,
    grafana: `glc_${random(60)}`,
    vault: `hvs.${random(90)}`,
    docker: `dckr_pat_${random(27)}`,
    figma: `figd_${random(44)}`,
    groq: `gsk_${random(52)}`,
    replicate: `r8_${random(37)}`,
    supabase: `sbp_${random(40, "hex")}`,
    tailscale: `tskey-auth-${random(30)}`,
    aws_key: `AKIA${random(16, "upper")}`,
    jwt: jwt(),
  };
  const key = [1, 2, 3, 4].map(() => random(64)).join("\n");
  return [
    ...Object.entries(plain).map(([kind, secret]) => ({ kind, text: secret, secret })),
    {
      kind: "private_key",
      text: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`,
      secret: key.slice(0, 64),
    },
  ];
}
