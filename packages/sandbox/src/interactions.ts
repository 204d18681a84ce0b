import type { IncomingMessage, ServerResponse } from "node:http";
import type { InteractionResults, Provider } from "oidc-provider";
import { sandboxClientId } from "./authorization-server.ts";
import { approvalPage, errorPage, pageHeaders, signInPage } from "./pages.ts";
import { scopeOf } from "./scope.ts";

type Interaction = Awaited<ReturnType<Provider["interactionDetails"]>>;

const maxFormBytes = 16_384;
const validLogin = /^[\w.@+-]{1,100}$/;

/** Sign-in and approval by a person in a browser: `GET` shows the page for where they are, `POST` takes what they chose. */
export async function handleInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request, response);
  } catch {
    // The cookie is missing, or the page was left open for longer than it lives.
    send(response, 400, errorPage("session_not_found"));
    return;
  }
  if (request.method === "GET") {
    send(response, 200, await pageFor(provider, interaction, { problem: false }));
    return;
  }
  const form = request.method === "POST" ? await readForm(request) : undefined;
  if (form === undefined) {
    send(response, 400, errorPage("invalid_request"));
    return;
  }
  const result = interaction.prompt.name === "login" ? signIn(form) : await decide(provider, interaction, form);
  if (result === undefined) send(response, 400, await pageFor(provider, interaction, { problem: true }));
  else await provider.interactionFinished(request, response, result);
}

async function pageFor(
  provider: Provider,
  interaction: Interaction,
  { problem }: { readonly problem: boolean },
): Promise<string> {
  const action = `/interaction/${interaction.uid}`;
  if (interaction.prompt.name === "login") return signInPage({ action, problem });
  const code =
    interaction.deviceCode === undefined
      ? undefined
      : await provider.DeviceCode.find(interaction.deviceCode, { ignoreExpiration: true });
  return approvalPage({
    action,
    login: interaction.session?.accountId ?? "",
    userCode: code?.userCode.replace(/^(.{4})/, "$1-"),
    scopes: scopeOf(interaction.params).split(" "),
  });
}

function signIn(form: URLSearchParams): InteractionResults | undefined {
  const login = form.get("login") ?? "";
  return validLogin.test(login) ? { login: { accountId: login } } : undefined;
}

async function decide(
  provider: Provider,
  interaction: Interaction,
  form: URLSearchParams,
): Promise<InteractionResults | undefined> {
  const accountId = interaction.session?.accountId;
  if (accountId === undefined) return undefined;
  switch (form.get("decision")) {
    case "approve": {
      const grant = new provider.Grant({ accountId, clientId: sandboxClientId });
      grant.addOIDCScope(scopeOf(interaction.params));
      return { consent: { grantId: await grant.save() } };
    }
    case "deny":
      return { error: "access_denied", error_description: "The person refused." };
    default:
      return undefined;
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > maxFormBytes) return undefined;
  }
  return new URLSearchParams(text);
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...pageHeaders, "content-type": "text/html; charset=utf-8" }).end(html);
}
