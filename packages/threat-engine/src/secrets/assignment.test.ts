import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();
/** Random characters, put together here so that no tool takes this file for a leak. */
const value = ["q7Zk", "29xW", "mB4t", "Lr8s", "Pf3v", "Hd6y"].join("");
const uuid = ["7f3c9a1e", "52bd", "4c86", "9e07", "d41a8b6f2c35"].join("-");

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ rule }) => rule === "secret.assignment")
    .map(({ start, end }) => text.slice(start, end));
}

test("a value is read to its end across signs that JSON escapes, and as what they mean", () => {
  const drawn = ["q8ZrTn4LxWv2Ks", "9HbYcMj3", "DgFpEuA7sNiOeQ1"];
  for (const sign of ["\\/", "\\\\/", "\\u002B", "\\\\u002f"]) {
    const written = drawn.join(sign);
    expect(found(`{"aws_secret_access_key":"${written}"}`)).toEqual([written]);
    expect(found(`{\\"aws_secret_access_key\\":\\"${written}\\"}`)).toEqual([written]);
  }
  const short = ["Xk9", "qq81", "vLp2Zr"].join("\\u0026");
  expect(found(`{"password":"${short}"}`)).toEqual([short]);
  // A quote ends the value, however it is written; an address is one, too.
  expect(found(`{"api_key":"${value}\\u0022}`)).toEqual([value]);
  expect(found('{"token_url":"https:\\/\\/login.example.com\\/oauth2\\/v2.0\\/token"}')).toEqual([]);
});

describe("values given to telling names", () => {
  test.each([
    `API_KEY="${value}"`,
    `apiToken := "${value}"`,
    `const secret: string = "${value}";`,
    `"client_secret" => '${value}'`,
    `export DISCORD_API_KEY=${value}`,
    `setenv("ACCESS_TOKEN", "${value}")`,
    `<datadogApiKey>${value}</datadogApiKey>`,
    `token ||= "${value}"`,
    `{\\"secret\\":\\"${value}\\"}`,
  ])("%s is a secret, and the match is its value", (text) => {
    expect(found(text)).toEqual([value]);
  });

  test.each([
    `- name: API_KEY\n  value: ${value}`,
    `{"name": "apiKey", "value": "${value}"}`,
    `<add key="apiKey" value="${value}" />`,
    `<entry key="apiKey">${value}</entry>`,
    `<key>apiKey</key>\n  <string>${value}</string>`,
    `variable "api_key" {\n  default = "${value}"\n}`,
    `gh secret set API_KEY --body ${value}`,
    `const key = process.env.API_KEY ?? "${value}";`,
    `api_key <- "${value}"`,
    `NSString *apiKey = @"${value}";`,
    `Dim apiKey As String = "${value}"`,
    `| api_key | ${value} |`,
    `#define API_KEY "${value}"`,
    `tool --api-key ${value}`,
    `API_KEY=\${API_KEY:-${value}}`,
    `the token for the test server: ${value}`,
    `api-key api-key token api-key ${value}`,
    `auth key value or token is ${value}`,
    `a token    b"${value}"`,
    `docker build --build-arg token ${value}`,
    `TOKEN AS STRING = "${value}"`,
    `token\u00a0, value: ${value}`,
    `variable "api_key" {\n  type = string\n  sensitive = true\n  default = "${value}"\n}`,
    `"api_key": {\n  "type": "string",\n  "value": "${value}"\n}`,
    `api_key: String::from("${value}"),`,
    `public string ApiKey { get; set; } = "${value}";`,
    `char token[] = "${value}";`,
    `page.locator("#token").fill("${value}")`,
    `The API key:\n\n${value}\n`,
    `ETHERSCAN=${value}`,
    `config_api_key = "${value}"`,
    `tokenAccessForStripe = "${value}"`,
    `secretKeyForPayments = "${value}"`,
    `HOT_WALLET_KEY=${value}`,
    `build_signing_key: "${value}"`,
    `hashicorp_token = "${value}"`,
    `AUTHTOKEN=${value}`,
    `SECRETKEY=${value}`,
    `keyVaultSecret = "${value}"`,
    `if (token == "${value}") {`,
    `if api_key != '${value}':`,
    `return secret === "${value}";`,
    `gh secret set API_TOKEN -b "${value}"`,
  ])("%s is a secret, wherever the value stands", (text) => {
    expect(found(text)).toEqual([value]);
  });

  test.each([
    ["db_password: Winter2031", "Winter2031"],
    ["<c:password>Winter2031</c:password>", "Winter2031"],
    ["v_password VARCHAR2(30) := 'Winter2031';", "Winter2031"],
    ["DECLARE @password NVARCHAR(50) = N'Winter2031';", "Winter2031"],
    ["USER: bob\nPASS: Winter2031", "Winter2031"],
    ['password = "&Winter2031"', "&Winter2031"],
    ["DB_PASSWORD=!Winter2031", "!Winter2031"],
    ["password: :Winter2031x", ":Winter2031x"],
    ['password = "RIVER_LAMP_2031x"', "RIVER_LAMP_2031x"],
    ["DB_PASSWORD=super$un77", "super$un77"],
    [`curl -H "X-Password: F4lcon!7x" https://api.firm.net`, "F4lcon!7x"],
    ["https://api.firm.net/v1?password=Orange2031&page=2", "Orange2031"],
    ['password = "dr4gonfly"', "dr4gonfly"],
    ["tool --password Orange2031", "Orange2031"],
    ["setx db_password    Orange2031", "Orange2031"],
    ["the password for us: Orange2031", "Orange2031"],
    ["Passwort für den Server lautet Fenster!1987q", "Fenster!1987q"],
    ["PW=kettle_sings_late6", "kettle_sings_late6"],
    ["DB_PASSWORD=kettle_sings_late6", "kettle_sings_late6"],
    ["login pw is Tr1cky!kettle", "Tr1cky!kettle"],
    ["**Password:** kettle2031", "kettle2031"],
    ["Database password: kettle2031", "kettle2031"],
    ["Password (staging): kettle2031", "kettle2031"],
    ["I set the password to kettle2031", "kettle2031"],
    ["Password \u2013 kettle2031", "kettle2031"],
    ["line vty 0 4\n password kettle2031\n login", "kettle2031"],
    ["log in as admin with the password Tr1cky!kettle", "Tr1cky!kettle"],
    ["//nas/x /mnt cifs username=bob,password=kettle2031,uid=1", "kettle2031"],
    ["пароль: kettle2031", "kettle2031"],
    ["Мой пароль \u2014 kettle2031, помоги", "kettle2031"],
    ["пароль до сервера: kettle2031", "kettle2031"],
    ["密码：kettle2031", "kettle2031"],
    ["数据库密码是kettle2031", "kettle2031"],
    ["パスワードは「kettle2031」です", "kettle2031"],
    ["비밀번호는 kettle2031 입니다", "kettle2031"],
    ["كلمة السر: kettle2031", "kettle2031"],
    ["הסיסמה היא kettle2031", "kettle2031"],
    ["รหัสผ่าน: kettle2031", "kettle2031"],
    ["mật khẩu là kettle2031", "kettle2031"],
    ["şifre: kettle2031", "kettle2031"],
    ["mitt lösenord är kettle2031", "kettle2031"],
    ["hasło to kettle2031", "kettle2031"],
    ["пароль root: kettle2031", "kettle2031"],
    ["user: bob, Passwort: kettle2031", "kettle2031"],
    ["<property name='password'><value>kettle2031</value></property>", "kettle2031"],
    ["password = MyDogIsBlue7\nuser = bob", "MyDogIsBlue7"],
    ["DB_PASS: autumn2031", "autumn2031"],
    ["passwd: shadow77\t# the old one", "shadow77"],
    ['password = "velvet99"', "velvet99"],
    ["my password: tiger2031 can you log in?", "tiger2031"],
    ["our password: Winter42@, and then restart", "Winter42@"],
    ["<password><![CDATA[Tr1cky!kettle]]></password>", "Tr1cky!kettle"],
    ["<password><![CDATA[kettle2031]]></password>", "kettle2031"],
    ["a senha do banco é kettle2031", "kettle2031"],
    ["пароль от почты \u2014 kettle2031", "kettle2031"],
    ['#define PASSWORD "?Tr1cky#kettle9"', "?Tr1cky#kettle9"],
    ["the wifi password is MyDogIsBlue!", "MyDogIsBlue!"],
    ["JWT_SECRET=Tr1cky!kettle\n", "Tr1cky!kettle"],
    ['session_secret: "SilverKettle2031"', "SilverKettle2031"],
    ["olcRootPW: kettle2031", "kettle2031"],
    ["smtpPass: 'Tr1cky-kettle',", "Tr1cky-kettle"],
    ["redispass=kettle2031", "kettle2031"],
    ["use the password SilverKettle2031 to log in", "SilverKettle2031"],
    ["das Passwort lautet MyDogIsBlue7", "MyDogIsBlue7"],
    ["set password Tr1cky!kettle", "Tr1cky!kettle"],
    ["heslo je kettle2031", "kettle2031"],
    ["hasło jest kettle2031", "kettle2031"],
    [`{"password": "it's-kettle-2031"}`, "it's-kettle-2031"],
    [`<add key="password" value="kettle&amp;2031x" />`, "kettle&amp;2031x"],
    ['<Setting Name="Password">Tr1cky!kettle</Setting>', "Tr1cky!kettle"],
  ])("%s carries a password that a person made up", (text, password) => {
    expect(found(text)).toEqual([password]);
  });

  test("a short value that begins as a sealed one does is a secret", () => {
    expect(found(`password: AgB${value}`)).toEqual([`AgB${value}`]);
  });

  test("a UUID is a secret under a name that says so", () => {
    expect(found(`deploy_token: ${uuid}`)).toEqual([uuid]);
    expect(found(`heroku_app_id: ${uuid}`)).toEqual([]);
  });

  test.each([
    "token: string = readToken()",
    "this._passThroughOptions = !!passThrough;",
    "using llvm::Pass::doInitialization2;",
    "Pass::getLazyBFI2Usage(AU);",
    "pass := &analysis.Pass{",
    "f.pass = &emptyPass",
    "    --- PASS: TestOfRoutes/sub_test2/sub2 (0.00s)",
    "// groupname:password:GID:user_list",
    "you can pass `spec=True` or more",
    "#define SSL_AD_UNKNOWN_PSK_IDENTITY TLS1_AD_UNKNOWN_PSK_IDENTITY",
    '#define TLS1_RFC_PSK_WITH_AES_128_CCM "TLS_PSK_WITH_AES_128_CCM"',
    "XMLSEC_EXPORT xmlSecKeyPtr xmlSecGnuTLSAppPkcs12Load",
    `authenticity_token: "${value}"`,
    "has_secure_password algorithm: :argon2",
    "username=user&password=secure%20password",
    'password: OpenSSL::Digest::MD5.hexdigest(["a", "b"])',
    'new PasswordPolicySource("ldap://localhost:22389/dc=Firm")',
    `documentKey=${uuid}`,
    `terraform import cloudflare_zone.of_firm ${"7f3c9a1e52bd4c86".repeat(2)}`,
    `testCloudflareZoneID = "${value}"`,
    'XVNMSUBAPAT4: "xvnmsubapat4"',
    "Pass `-Dpam2confdir=no` to meson",
    "SIOCIF_IB_SET_PKEY            = -0x7fdf967c",
    "EVP_PKEY *EVP_PKCS82PKEY_ex(const X *p);",
    "'gss_krb5_lucid_key', 'gss_krb5_rfc1964_keydata', 'gss_name'",
    `Public key ping-sha256: ${value}=`,
    `"Sec-WebSocket-Key": "${value}"`,
    `config_key = "${value}"`,
    `featureKey: "${value}"`,
    `sort_key: ${value}`,
    `keyVaultName = "${value}"`,
    `UserSecretsId: ${value}`,
    `MAX_TOKENS=${value}`,
    `withCredentials: "${value}"`,
    `io.jsonwebtoken:${value}`,
    `ssh_host_key = "${value}"`,
    `discordName = "${value}"`,
    `the token > ${value}`,
    `secretPath = "/run/${value}"`,
    `const tokenHash = "${value}"`,
    'password = "changeme-1234"',
    `sort_key = "${value}"`,
    `csrf_token = "${value}"`,
    `monkey = "${value}"`,
    `key_vault_name = "${value}"`,
    `[badge](https://ci.firm.net/badge.svg?token=${value})`,
    'passphrase: "PBKDF2WithHmacSHA256"',
    "password: Uint8Array;",
    'password = "users.*.password2"',
    "if (token == other.Token2) {",
    'tokens[at] !== "::=A1(b]c{D2"',
    'password: "required|min:8"',
    "password: min-8-chars",
    "pw = page.width2",
    "DB_PASSWORD=rain_password_field2",
    "MYSQL_ROOT_PASSWORD: Test123!",
    `oauth_signature="${value}"`,
    'PRODIGY_KEY="1234-ABCD-5678-EFGH"',
    "golang.org/x/oauth2 v0.0.0-20200107190931-bf48bf16ab8d/go.mod h1:",
    `secret: "${Buffer.from("these are only words").toString("base64")}"`,
    `token:media:${"3fd0c8a17b5e92d4".repeat(2)}`,
    "password=self.password2",
    'access_token: "2YotnFZFEjr1zCsicMWpAA"',
    "curl_version: 1:4.13+dfsg1-1+deb12u1",
    "'password' => Digest::make($given),",
    "$settings['pass'] = AppSettings::readSealed('pass');",
    "'password' => 'Password$731',",
    'rootPassword: "newRootPassword"',
    `Authorization: Bearer ${value.slice(0, 18)}...`,
    `status = { key: '${"3fd0c8a17b".repeat(4)}', stage: {} }`,
    `GPG_KEY=${"A31F0C8D72".repeat(4)}`,
    "POSTGRES_PASSWORD=\nPOSTGRES_DB=nextcloud2031\n",
    "fastcgi_pass php-fpm-83:9000",
    "fastcgi_pass unix:/run/php/php8.2-fpm.sock;",
    "the password Base64 encoder and the password v2-endpoint",
    "Change your password to something with 8 characters.",
    "пароль должен содержать 8 символов",
    "password policy: Min8Chars",
    "pass to kubectl1.28 the flag",
    "val password: Sha256Hash",
    "def f(password: Str2048",
    "I forgot my password for Office365 and Windows11.",
    "密码至少8位，包含Base64编码",
    'password = Vault.fetch!("db")',
    `token_address = "0x${"3fd0c8a17b".repeat(4)}"`,
    `token: 0x${"3fd0c8a17b".repeat(4)}`,
    `"fileKey": "${value}"`,
    `pubkey: ${value}`,
    `passwordSalt: "${value}"`,
    'passwordPlaceholder: "Tr1cky!kettle"',
    `instanceKey: i-${"3fd0c8a17b".repeat(2).slice(0, 17)}`,
    `password: '{cipher}${"3fd0c8a17b5e92d4".repeat(4)}'`,
    `password: Ag${`B${value}`.repeat(30)}`,
    "bypass = kettle-2031-X",
    'secret: "tls-cert-v2"',
    'secretName: "SilverKettle2031"',
    "JWT_SECRET=jwt-signing-v2",
    "the password SilverKettle has",
    "pub password: Type2031 of the form",
    "@param password: Str2048 from a form",
    "password: A256GCM\n",
    "password: sha512-256\n",
    'password: "LoginPasswordField2"',
    'password = "SuperSecretPassword123!"',
    `Authorization: Bearer ${value.slice(0, 18)}[...]`,
    'id="WeOVKjXWnIvpSNeAhPW-2" value="&lt;b&gt;Edge-Proxy7&lt;/b&gt;"',
  ])("%s is none", (text) => {
    expect(found(text)).toEqual([]);
  });
});
