import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();
/** Random characters, put together here so that no tool takes this file for a leak. */
const drawn = ["q7Zk29xW", "mB4tLr8s", "Pf3vHd6y", "Jc5nTw2k", "Gx8bVm4z", "0a1"].join("");
const digits = ["7f3c9a1e52bd4c86", "9e07d41a8b6f2c35", "a1d8e47093c5b26f", "0d4e7a93b8c1f652"].join("");
/** As WordPress draws them, with blanks and signs. */
const salt = ["~vX:2 w|b)Q9,&m<L/4", "}k*3 [zP6!(t@J8#>y^", "5;H7%r+S1=d`N0"].join("");
const phrase = "river tiger mango planet copper velvet sunset garden window rabbit orbit laptop";

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ category }) => category === "secret")
    .map(({ start, end }) => text.slice(start, end));
}

describe("secrets told by their place", () => {
  test("a secret key of AWS is told by the id beside it", () => {
    const id = `AKIA${"QW3ERT7YU5IO2PAS"}`;
    const key = `${drawn.slice(0, 19)}/${drawn.slice(19, 39)}`;
    expect(found(`${id},${key}\n`)).toEqual([id, key]);
    expect(found(`new BasicAWSCredentials("${id}", "${key}")`)).toEqual([id, key]);
  });

  test.each([
    [`req.SetBasicAuth("bob", "vQ3-lamp-72")`, "vQ3-lamp-72"],
    [`requests.get(url, auth=('bob', 'vQ3-lamp-72'))`, "vQ3-lamp-72"],
    [`new PDO('mysql:host=db', 'root', 'vQ3-lamp-72')`, "vQ3-lamp-72"],
    [`DriverManager.getConnection(url, "root", "vQ3-lamp-72")`, "vQ3-lamp-72"],
    ["requirepass vQ3-lamp-72", "vQ3-lamp-72"],
    [`new Sequelize("shop", "bob", "vQ3-lamp-72", {`, "vQ3-lamp-72"],
    [`sql.Open("mysql", "bob:vQ3-lamp-72@tcp(db.firm.net:3306)/shop")`, "vQ3-lamp-72"],
    [`https://mainnet.infura.io/v3/${digits.slice(0, 32)}`, `.infura.io/v3/${digits.slice(0, 32)}`],
    [`Cookie: theme=dark; sessionid=${drawn}`, drawn],
    [`const wallet = new Wallet("0x${digits}")`, `0x${digits}`],
    [`mnemonic: "${phrase}"`, phrase],
    [`{"kty":"EC","crv":"P-256","d":"${drawn}","x":"1"}`, drawn],
    [`{"d":"${drawn}","kty":"EC","x":"1"}`, drawn],
    ["contrase\u00f1a: vQ3-lamp-72", "vQ3-lamp-72"],
    [`jwt.sign({ sub }, "${drawn}")`, drawn],
    [`createHmac("sha256", "${drawn}")`, drawn],
    ["the password for staging is vQ3-lamp-72", "vQ3-lamp-72"],
    [`define( 'NONCE_SALT', '${salt}' );`, salt],
    [
      `Authorization: Basic ${Buffer.from("bob:Password123").toString("base64")}`,
      Buffer.from("bob:Password123").toString("base64"),
    ],
    [`curl -u ${drawn}: https://api.firm.net/v1`, drawn],
    ["curl -su bob:Tr1cky.kettle https://firm.net", "bob:Tr1cky.kettle"],
    ["mysql://root:kettle@db.firm.net:3306/x", "mysql://root:kettle@db.firm.net:3306/x"],
  ])("%s holds one", (text, secret) => {
    expect(found(text)).toEqual([secret]);
  });

  test.each([
    'req.SetBasicAuth(user, "vQ3-lamp-72")',
    'requests.get(url, auth=("user", "password"))',
    'login("name", "pass")',
    `Cookie: csrf_session_token=${drawn}`,
    "Authorization: Bearer super-secret-token-123",
    "Cookie: theme=dark; lang=en",
    "requirepass <password>",
    "define( 'NONCE_SALT', 'put your unique phrase here, as long as you can' );",
    "mysql://root:kettle@db:3306/x",
    `Authorization: Basic ${Buffer.from("somebody:password").toString("base64")}`,
    `Authorization: Basic ${Buffer.from("client-id:client-secret").toString("base64")}`,
    "mnemonic: a short word for an instruction",
    `jwt.sign(payload, "my-signing-secret-of-tests")`,
    `createHmac("sha256", process.env.KEY).update("${drawn}")`,
    "the key for success is perseverance-and-a-good-team",
    `{"kty":"EC","crv":"P-256","x":"${drawn}"}`,
  ])("%s holds none", (text) => {
    expect(found(text)).toEqual([]);
  });
});

test("a key in the form of SSH2 and one in markup are found whole", () => {
  const lines = [drawn, drawn.toLowerCase(), digits].join("\n");
  const key = `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "rsa-key"\n${lines}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`;
  expect(found(`a\n${key}\n`)).toEqual([key]);
  expect(found(`<Exponent>AQAB</Exponent><D>${digits}${drawn}==</D>`)).toEqual([`${digits}${drawn}==`]);
  expect(
    found("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n(the key)\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"),
  ).toEqual([]);
});

test("a key's type that stands there a hundred thousand times is read once", () => {
  const member = '"kty"';
  expect(found(member.repeat(100_000))).toEqual([]);
  expect(found(`{${member.repeat(100_000)}`)).toEqual([]);
});
