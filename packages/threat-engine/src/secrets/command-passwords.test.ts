import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_call", path: "", text }])
    .filter(({ category }) => category === "secret")
    .map(({ start, end }) => text.slice(start, end));
}

describe("passwords in commands", () => {
  test.each([
    ["mysql -u root -pS3cr3t99 shop", "S3cr3t99"],
    ["mysqldump -h db -P 3306 -u root -p'S3cr3t99' shop", "S3cr3t99"],
    ["docker login -u bob -p F4lcon-77 registry.firm.net", "F4lcon-77"],
    ["redis-cli -h cache -a F4lcon-77 ping", "F4lcon-77"],
    ["openssl rsa -in a.pem -passin pass:F4lcon-77", "F4lcon-77"],
    ["CREATE USER app IDENTIFIED BY 'F4lcon-77';", "F4lcon-77"],
    ["CREATE USER app IDENTIFIED BY F4lcon_77;", "F4lcon_77"],
    ['ALTER USER app IDENTIFIED BY "F4lcon-77";', "F4lcon-77"],
    ["ALTER LOGIN sa WITH PASSWORD = N'F4lcon-77';", "F4lcon-77"],
    ["rootpw --plaintext F4lcon-77", "F4lcon-77"],
    ["impdp system/F4lcon_77 dumpfile=a.dmp", "F4lcon_77"],
    ["mosquitto_pub -h mq -u bob -P F4lcon-77 -t a -m 1", "F4lcon-77"],
    ["redis-cli -h cache AUTH F4lcon-77", "F4lcon-77"],
    ["    stats auth admin:F4lcon-77", "F4lcon-77"],
    ["rocommunity F4lcon-77 10.0.0.0/8", "F4lcon-77"],
    ["[smtp.firm.net]:587 bob@firm.net:F4lcon-77", "F4lcon-77"],
    ['<wsse:Password Type="#PasswordText">F4lcon-77</wsse:Password>', "F4lcon-77"],
    ["<name>password</name><value><string>F4lcon-77</string></value>", "F4lcon-77"],
    [`\${PASSWORD}    F4lcon-77`, "F4lcon-77"],
    ["ALTER ROLE app WITH PASSWORD 'F4lcon-77'", "F4lcon-77"],
    ["machine git.firm.net\n  login bob\n  password F4lcon-77\n", "F4lcon-77"],
    ["db.firm.net:5432:shop:bob:F4lcon-77", "F4lcon-77"],
    ["jdbc:oracle:thin:bob/F4lcon-77@//db:1521/shop", "F4lcon-77"],
    ["lftp -u bob,F4lcon-77 ftp.firm.net", "F4lcon-77"],
    ["zip -r -P F4lcon-77 a.zip src", "F4lcon-77"],
    ["bindpw F4lcon-77", "F4lcon-77"],
    ["net user bob F4lcon-77 /add", "F4lcon-77"],
    ["net use Z: \\\\srv\\share F4lcon-77 /user:firm\\bob", "F4lcon-77"],
    ["echo 'bob:F4lcon-77' | sudo chpasswd", "F4lcon-77"],
    ["echo F4lcon-77 | sudo -S apt update", "F4lcon-77"],
    ["htpasswd -bB .htpasswd bob F4lcon-77", "F4lcon-77"],
    ["rabbitmqctl add_user app F4lcon-77", "F4lcon-77"],
    ["smbclient //srv/share -U 'bob%F4lcon-77'", "F4lcon-77"],
    ["sqlplus app/F4lcon-77@//db:1521/shop", "F4lcon-77"],
    ["xfreerdp /u:bob /p:F4lcon-77 /v:host", "F4lcon-77"],
    ["unzip -P F4lcon-77 a.zip", "F4lcon-77"],
    ["signtool sign /f a.pfx /p F4lcon-77 a.exe", "F4lcon-77"],
    ["ssh-keygen -t rsa -N 'F4lcon-77' -f key", "F4lcon-77"],
    ["wpa_passphrase home F4lcon-77", "F4lcon-77"],
    ["http -a bob:F4lcon-77 GET api.firm.net", "F4lcon-77"],
    ["username admin privilege 15 password 0 F4lcon-77", "F4lcon-77"],
    ["radius-server host 10.0.0.1 auth-port 1812 key F4lcon-77", "F4lcon-77"],
    ["crypto isakmp key F4lcon-77 address 1.2.3.4", "F4lcon-77"],
    ["kubectl create secret generic s --from-literal=db=F4lcon-77", "F4lcon-77"],
    ["sshpass -p MyDogIsBlue7 ssh bob@host", "MyDogIsBlue7"],
    ["mysql -u root -pTYQpDIUZzkvT shop", "TYQpDIUZzkvT"],
    ["snmpwalk -v3 -u bob -A F4lcon-77 -l auth host", "F4lcon-77"],
    ["snmpget -v2c -c F4lcon-77 host 1.3", "F4lcon-77"],
    ["createUser monitor SHA-256 F4lcon-77 AES", "F4lcon-77"],
    ["createUser monitor SHA F4lcon-88 AES-128 F4lcon-77", "F4lcon-88", "F4lcon-77"],
    ["az keyvault secret set --vault-name v --name db --value F4lcon-77", "F4lcon-77"],
    ["aws secretsmanager create-secret --name db --secret-string F4lcon-77", "F4lcon-77"],
    ["wifi: home / F4lcon-77", "F4lcon-77"],
    ["nmcli dev wifi connect 'my home' password F4lcon-77", "F4lcon-77"],
    ["ALTER USER a IDENTIFIED WITH caching_sha2_password BY 'F4lcon-77'", "F4lcon-77"],
    ['WiFi.begin("home", "F4lcon-77");', "F4lcon-77"],
    ["neighbor 10.0.0.2 password F4lcon-77", "F4lcon-77"],
    ["*:*:*:bob:F4lcon-77", "F4lcon-77"],
    ["localhost:6432:*:bob:F4lcon-77", "F4lcon-77"],
    ["ConvertTo-SecureString F4lcon-77 -AsPlainText -Force", "F4lcon-77"],
    ["ConvertTo-SecureString -String 'F4lcon-77' -AsPlainText -Force", "F4lcon-77"],
    ["ssh admin:F4lcon-77@192.168.1.1", "F4lcon-77"],
    ["log in with bob / F4lcon-77.", "F4lcon-77"],
    ["credentials are bob:F4lcon-77", "F4lcon-77"],
    ["WIFI:T:WPA;S:home;P:F4lcon-77;;", "F4lcon-77"],
  ])("%s carries one", (text, ...passwords) => {
    expect(found(text)).toEqual(passwords);
  });

  test("is found behind any number of names of programs, whichever of them were seen to have none", () => {
    const names = "7z ".repeat(40);
    expect(found(`7z a b\n${names}-pF4lcon-77`)).toEqual(["F4lcon-77"]);
    expect(found(`7z a ${"b".repeat(290)} 7z -pF4lcon-77`)).toEqual(["F4lcon-77"]);
    expect(found(`zip a b; zip -P F4lcon-77 a\nzip c d; zip -P F4lcon-88 a`)).toEqual(["F4lcon-77", "F4lcon-88"]);
    // The same beginning, and another end.
    expect([found(`${names}a`), found(`${names}-pF4lcon-77`)]).toEqual([[], ["F4lcon-77"]]);
  });

  test.each([
    "mysql -u root -p shop",
    `mysql -u root -p"$MYSQL_ROOT_PASSWORD" shop`,
    "mysqldump --port=3306 -u app --password shop",
    "docker login -u AWS -p $(aws ecr get-login-password) registry.firm.net",
    "mysql -u app; ssh -p2222x host",
    "ALTER ROLE app WITH PASSWORD '$DB_PASSWORD'",
    "postgres listens on db:5432:5432:tcp",
    "snmp-server community public RO",
    "net user bob /delete",
    'echo "$PASSWORD" | docker login -u bob --password-stdin',
    "echo done | tee log-2031.txt",
    "enable password authentication",
    "the password 7 characters long",
    "kubectl create secret generic s --from-literal=db=$DB_PASSWORD",
    "mysql -u root -pshopdatabase",
    "sshpass -p mysecretpassword1 ssh bob@host",
    "sshpass -p my_db_password2 ssh bob@host",
    "snmpwalk -v2c -c public host",
    "ConvertTo-SecureString $plain2 -AsPlainText -Force",
    "ConvertTo-SecureString (Get-Content a2.txt) -AsPlainText",
    "docker push registry:5000@10.0.0.1",
    "CREATE USER app IDENTIFIED BY VALUES;",
    "the flaw identified by CVE-2031-1234",
    "CREATE USER app IDENTIFIED BY &password1",
    "impdp system/$DB_PASSWORD1 dumpfile=a.dmp",
    '<input type="password" name="p2"><label>Enter2x</label>',
    `if (\${token}) { render2() }`,
    "} else {  password2b",
    "the image app:v2.1@10.0.0.1",
    "ssh -L 8080:web2@10.0.0.1",
    "login: https://id.firm.net/v2/start",
    "log in with Chrome / Firefox120",
    "login page / section 12",
    "credentials: include",
    "neighbor 10.0.0.2 password encryption",
    "az keyvault secret set --vault-name v --name db --value $DB_PASSWORD2",
    "wifi: 2.4 GHz / 802.11ax",
    "unzip -p a.zip b-2031.txt",
    "jdbc:oracle:thin:@//db:1521/shop",
  ])("%s carries none", (text) => {
    expect(found(text)).toEqual([]);
  });
});
