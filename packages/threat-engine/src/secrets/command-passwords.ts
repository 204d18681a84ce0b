import { firstFound } from "../first-found.ts";
import {
  characterSet,
  characterSetExcept,
  type LiteralHit,
  type LiteralRule,
  type MatchResult,
  runEnd,
} from "../rule.ts";
import type { Span } from "../views/view.ts";
import { isExampleValue } from "./example-value.ts";
import { looksGenerated } from "./generated-password.ts";
import { randomnessOf } from "./randomness.ts";
import { isReference } from "./reference-value.ts";
import { stringLine } from "./string-line.ts";

const longestLine = 300;
const line = characterSetExcept("\n\r");
const everything = characterSetExcept("\0");
const commandLine = characterSetExcept("\n\r|;");
const score = 70;
/** Letters alone must look drawn at random. */
const bitsOfLetters = 14;

/** Words that stand for a password in manuals, and variables. */
const noPassword =
  /^(?:pass\w{0,20}|pw\w{0,8}|secret\w{0,10}|\w{0,10}_?password|my_?(?:db|sql|root|user|pass|pw|secret|key|new|super|strong)\w{0,20}|\$.*|&\w{1,40}|%.*|<.*|\{.*|\[.*|\*+|x+)$/i;

/** Finds the password by a pattern in what follows the literal, by default in its line. The pattern begins there and has one group near its end: the password. */
function inLine(pattern: RegExp, read: Uint8Array = line): LiteralRule["match"] {
  return ({ text, end, ended }: LiteralHit): MatchResult => {
    const stop = runEnd(text, end, read, longestLine);
    if (stop === text.length && !ended && stop - end < longestLine) return "more";
    const written = text.slice(end, stop);
    const place = passwordIn(written, pattern);
    if (place !== undefined) return { start: end + place.start, end: end + place.end, score };
    const meant = stringLine(written);
    const other = meant === undefined ? undefined : passwordIn(meant.text, pattern);
    if (meant === undefined || other === undefined) return "none";
    const origin = meant.origin(other);
    return { start: end + origin.start, end: end + origin.end, score };
  };
}

/** Where the pattern's group stands, if it may be a password. Words alone are what manuals write there. */
function passwordIn(read: string, pattern: RegExp): Span | undefined {
  const [found, value] = pattern.exec(read) ?? [];
  if (found === undefined || value === undefined || value.length < shortestPassword) return undefined;
  if (!/[\d!#$%^&*@]/.test(value) && randomnessOf(value) < bitsOfLetters) return undefined;
  if (noPassword.test(value) && !looksGenerated(value)) return undefined;
  if (isReference(value) || isExampleValue(value)) return undefined;
  const start = found.lastIndexOf(value);
  return { start, end: start + value.length };
}

const shortestPassword = 5;

/** Finds the argument of the first such option in the rest of the line, up to the next command. */
function afterOption(option: string): LiteralRule["match"] {
  const value = inLine(/^[ \t]?["']?([^\s"']{5,100})/);
  const firstOption = firstFound((stretch) => stretch.indexOf(option), option.length);
  return ({ text, end, ended }) => {
    const stop = runEnd(text, end, commandLine, longestLine);
    if (stop === text.length && !ended && stop - end < longestLine) return "more";
    const at = firstOption(text, end - 1, stop);
    return at === undefined ? "none" : value({ text, start: end, end: at + option.length, ended });
  };
}

/** Programs by the option before their password. */
const passwordOptions: readonly (readonly [option: string, ...programs: string[]])[] = [
  ["-p", "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mongo", "mongosh", "mongodump", "mongorestore"],
  ["-p ", "docker login", "podman login", "oc login", "az login", "buildah login", "helm registry login"],
  ["-p ", "twine upload", "evil-winrm", "hydra", "psexec", "rdesktop", "crackmapexec", "certutil"],
  ["/p ", "signtool sign"],
  ["/rp ", "schtasks /create"],
  ["-N ", "ssh-keygen"],
  ["/p:", "xfreerdp", "wfreerdp"],
  ["-a ", "redis-cli"],
  ["AUTH ", "redis-cli"],
  ["-P ", "mosquitto_pub", "mosquitto_sub"],
  ["-p ", "ncftpput", "ncftpget", "ncftp"],
  ["-w ", "ldapsearch", "ldapmodify", "ldapadd", "ldappasswd"],
  ["-P ", "sqlcmd", "bcp"],
  ["pass:", "openssl"],
  ["-k ", "openssl enc"],
  ["-P ", "zip", "unzip"],
  ["-p", "7z", "7za", "rar"],
  ["--value ", "az keyvault secret set"],
  ["--secret-string ", "aws secretsmanager create-secret", "aws secretsmanager put-secret-value"],
  ...["-A ", "-X ", "-c "].map((option) => [option, "snmpwalk", "snmpget", "snmpset", "snmpbulkwalk"] as const),
];

/** As crypt(3) of the usual systems writes them, and Junos its reversible kind. */
const hashSchemes = ["$apr1$", "$1$", "$5$", "$6$", "$9$", "$y$", "$2a$", "$2b$", "$2y$"];

function passwordRule(
  kind: string,
  explanation: string,
  literals: readonly string[],
  match: LiteralRule["match"],
): LiteralRule {
  return { id: `secret.${kind}`, category: "secret", severity: "high", explanation, literals, wordStart: true, match };
}

/** Beginnings of commands, calls and lines of settings by what stands behind them up to the password. */
const passwordPlaces: readonly (readonly [pattern: RegExp, ...beginnings: string[]])[] = [
  [/^[ \t]{0,4}["']?([^\s"']{5,100})/, "sshpass -p"],
  [/^(?:password )?'([^'\s]{5,100})'/i, "identified by ", "with password ", "with encrypted password "],
  [/^(?:with )?[\w.]{1,60} by '([^'\s]{5,100})'/i, "identified with "],
  [/^["']?[\w.]{1,60}\/["']?([^@"'\s]{5,60})["']?@/, "jdbc:oracle:thin:", "sqlplus ", "sqlplus -s "],
  [/^["']?[\w.]{1,60}\/["']?([^@"'\s]{5,60})/, "impdp ", "expdp ", "rman target "],
  [/^["']?\w{1,60}["']? identified by "?([^\s"';]{5,100})/i, "create user ", "alter user "],
  [/^[^"'>\n]{1,120}["'][^"'>\n]{0,60}>([^<\s]{5,100})</, 'password type="'],
  [/^["']?[\w.@-]{1,60},([^\s"']{5,100})/, "lftp -u "],
  [/^["']?[\w.@-]{1,60}:([^\s"']{5,100})/, "http -a ", "https -a ", "stats auth "],
  [
    /^["']?([^\s"']{5,100})/,
    "snmp-server community ",
    "rocommunity ",
    "rwcommunity ",
    "bindpw ",
    "rootpw ",
    "rootpw --plaintext ",
    "config set db_password ",
  ],
  // Settings of routers and switches.
  [
    /^(?:level \d{1,2} )?([^\s"']{5,100})/,
    "enable password ",
    "enable secret ",
    "password 0 ",
    "password 7 ",
    "secret 0 ",
  ],
  [/^(?:[057] )?["']?([^\s"']{5,100})/, "tacacs-server key ", "radius-server key ", "isakmp key "],
  [/^\S{1,60} (?:[a-z\d-]{1,20} ){0,6}key (?:[057] )?([^\s"']{5,100})/, "tacacs-server host ", "radius-server host "],
  [/^[\w.:-]{1,60} password (?:[057] )?["']?([^\s"']{5,100})/, "neighbor "],
  [/^[\w.-]{1,60}(?: -e \S{1,60})? (?:MD5|SHA(?:-?\d{3})?) ["']?([^\s"']{5,100})/i, "createuser "],
  [
    /^[\w.-]{1,60}(?: -e \S{1,60})? (?:MD5|SHA(?:-?\d{3})?) \S{5,100} (?:AES|DES)(?:-?\d{3})? ["']?([^\s"']{5,100})/i,
    "createuser ",
  ],
  [
    /^["']?[^"'\n]{1,32}?["']? password ["']?([^\s"']{5,100})/,
    "device wifi connect ",
    "dev wifi connect ",
    "d wifi connect ",
  ],
  // Accounts of servers and shares.
  [
    /^\S{1,60} ["']?([^\s"'/]{5,100})/,
    "wpa_passphrase ",
    "net user ",
    "rabbitmqctl add_user ",
    "rabbitmqctl change_password ",
  ],
  [/^\S+ \S+ ["']?([^\s"'/]+)["']? \/user:/i, "net use "],
  [/^[a-z]* \S+ \S+ ["']?([^\s"']{5,100})/i, "htpasswd -b"],
  [/^[^%]+%([^\s"']{5,100})/, "smbclient "],
  [/^["']?[^\s"'|:]+:([^\s"'|]+)["']? \| (?:sudo )?chpasswd/, "echo ", "printf "],
  [/^["']?([^\s"'|]+)["']? \| (?:sudo -S|passwd --stdin|docker login)/, "echo ", "printf "],
  [/^[\w.-]{1,60}=["']?([^\s"']{5,100})/, "--from-literal=", "--from-literal "],
  [/^[^;\s]{0,10};(?:[A-OQ-Z]:[^;]{0,60};){0,3}P:([^;\s]{5,63});/i, "wifi:t:"],
  [/^([A-Za-z0-9+/]{8,100}={0,2})</, '<pass encoding="base64">'],
];

/** Passwords whose place in a command, a call or a file says what they are. */
export const commandPasswordRules: readonly LiteralRule[] = [
  passwordRule(
    "netrc_password",
    "A line of a .netrc file carries a password.",
    ["machine "],
    inLine(/^[\w.:-]{1,100}\s{1,8}login\s{1,8}\S{1,100}\s{1,8}password\s{1,8}(\S{1,100})/, everything),
  ),
  ...passwordOptions.map(([option, ...programs]) =>
    passwordRule(
      "command_password",
      "A command or call is given a password in plain words.",
      programs.map((program) => `${program} `),
      afterOption(` ${option}`),
    ),
  ),
  ...passwordPlaces.map(([pattern, ...beginnings]) =>
    passwordRule(
      "command_password",
      "A command or call is given a password in plain words.",
      beginnings,
      inLine(pattern),
    ),
  ),
  passwordRule(
    "command_password",
    "A command or call is given a password in plain words.",
    ["password to proceed to installation:"],
    inLine(/^\s{1,8}([0-9a-f]{32})\b/, everything),
  ),
  passwordRule(
    "recovery_codes",
    "A list of codes opens an account without its second factor.",
    ["recovery codes", "backup codes"],
    inLine(/^:?\s{1,8}([a-z\d]{4,8}-[a-z\d]{4,8}(?:[\s,]{1,4}[a-z\d]{4,8}-[a-z\d]{4,8}){2,15})/, everything),
  ),
  passwordRule(
    "command_password",
    "A command or call is given a password in plain words.",
    ["unseal key "],
    inLine(/^\d{1,2}: ([A-Za-z0-9+/]{40,44}={0,2})(?=\s|$)/),
  ),
  {
    ...passwordRule(
      "command_password",
      "A command or call is given a password in plain words.",
      ["]:587 ", "]:465 ", "]:25 "],
      inLine(/^[\w.+-]{1,60}(?:@[\w.-]{1,60})?:([^\s:]{5,100})\s{0,4}$/),
    ),
    wordStart: false,
  },
  {
    ...passwordRule(
      "pgpass_password",
      "A line of a .pgpass file carries a password.",
      [":5432:", ":5433:", ":6432:", ":*:"],
      inLine(/^[\w*.-]{1,60}:[\w*.-]{1,60}:([^\s:]{5,100})\s{0,4}$/),
    ),
    wordStart: false,
  },
  passwordRule(
    "secure_string",
    "A PowerShell command makes a password of plain text.",
    ["convertto-securestring "],
    inLine(
      /^(?:-String[ \t]{1,4})?(?:-AsPlainText[ \t]{1,4})?(?:-Force[ \t]{1,4})?(?:["'](?=[^"']{5,100}["']))?([^\s"'$(-][^"'$]{0,99}?)(?=["']|[ \t]{1,4}-)/i,
    ),
  ),
  {
    ...passwordRule(
      "password_hash",
      "A line of a password file carries the hash of a password.",
      [
        ...[":", '"', "'"].flatMap((before) => hashSchemes.map((scheme) => before + scheme)),
        ...["pbkdf2_sha256$", "$argon2id$v=", "$argon2i$v="],
        ...["{ssha}", "{ssha256}", "{ssha512}", "{smd5}", "secret 5 $1$", "secret 8 $8$", "secret 9 $9$"],
      ],
      inLine(/^([A-Za-z0-9./$=,+-]{24,200})(?=[:"'\s]|$)/),
    ),
    wordStart: false,
  },
  {
    ...passwordRule(
      "putty_key",
      "The text holds a private key of PuTTY.",
      ["private-lines: "],
      ({ text, start, end, ended }) => {
        const stop = runEnd(text, end, puttyCharacters, longestPutty);
        if (stop === text.length && !ended && stop - end < longestPutty) return "more";
        return /^\d{1,3}\r?\n(?:[A-Za-z0-9+/=]{2,64}\r?\n?){2,200}/.test(text.slice(end, stop))
          ? { start, end: stop, score: 95 }
          : "none";
      },
    ),
    severity: "critical",
  },
];

const puttyCharacters = characterSet("A-Za-z0-9+/=\r\n");
const longestPutty = 8_192;
