import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";
import { numberRules } from "./number-rules.ts";

const engine = createThreatEngine();

function found(text: string): readonly (readonly [rule: string, value: string])[] {
  return engine
    .scanParts([{ role: "user", path: "", text }])
    .filter(({ category }) => category === "personal_data")
    .map(({ rule, start, end }) => [rule, text.slice(start, end)]);
}

describe("personal data", () => {
  test.each([
    ["personal.passport", `{"passport_number": "C01X06T47"}`, "C01X06T47"],
    ["personal.passport", "<passportNumber>L8987654</passportNumber>", "L8987654"],
    ["personal.drivers_license", "| driver license | D123-4567-8901 |", "D123-4567-8901"],
    ["personal.medical_record", "patient_id,00482913", "00482913"],
    ["personal.bank_account", "accountNumber=204857193", "204857193"],
    ["personal.date_of_birth", "dateOfBirth: 12 June 1984", "12 June 1984"],
    ["personal.phone", "My number is 06 12 34 56 78.", "06 12 34 56 78"],
    ["personal.phone", "Mr Hill (415-730-2291) asked.", "415-730-2291"],
    ["personal.phone", "You can reach him at 0161 496 2388 today.", "0161 496 2388"],
    ["personal.phone", "Anna Weber, (030) 9018207, Berlin", "(030) 9018207"],
    ["personal.phone", "Jean Petit | 06 72 19 84 35 | Lyon", "06 72 19 84 35"],
    ["personal.phone", "Best regards, Mia, 04 1273 9062", "04 1273 9062"],
    ["personal.phone", "name,city,number\nAda,Leeds,07912 640318", "07912 640318"],
    ["personal.phone", "Lars Holm; 60-34-28-15; Aarhus", "60-34-28-15"],
    ["personal.phone", "Kari, 403 54 312", "403 54 312"],
    ["personal.phone", "Lucia Neri, 0342 1937264", "0342 1937264"],
    ["personal.phone", "Anna K\u00e1das (30) 482-615", "(30) 482-615"],
    ["personal.phone", "Ask +447912640318 for it", "+447912640318"],
    ["personal.phone", "0049 171 5203914 was busy", "0049 171 5203914"],
    ["personal.phone", "\u041f\u0451\u0442\u0440, 8 (912) 604-31-87", "8 (912) 604-31-87"],
    ["personal.phone", "call 8 (495) 604-31-87", "8 (495) 604-31-87"],
    ["personal.phone", "order by phone: 0161 496 2388", "0161 496 2388"],
    ["personal.phone", "Holm, client 7, 0161 496 2388", "0161 496 2388"],
    ["personal.email", "was it ssh or telnet? ask mia.holm@posteo.de", "mia.holm@posteo.de"],
    ["personal.email", "FIRM\\nina@posteo.de", "nina@posteo.de"],
    ["personal.email", "mia.holm@posteo.services", "mia.holm@posteo.services"],
    ["personal.ip_address", "client_ip=84.112.7.19", "84.112.7.19"],
    ["personal.ip_address", "from 84.112.7.19-84.112.7.40", "84.112.7.19"],
    ["personal.credit_card", "customer_id: 7, card_id: 4539578763621486", "4539578763621486"],
    ["personal.credit_card", "paid: 4539578763621486", "4539578763621486"],
    ["personal.bank_account", "(DE89370400440532013000)", "DE89370400440532013000"],
    ["personal.phone", "612 943 085 is my number now", "612 943 085"],
    ["personal.phone", "Ruf mich an unter 0171-5203914", "0171-5203914"],
    ["personal.phone", "T\u00e9l\u00e9phone : 612 943 085", "612 943 085"],
    ["personal.phone", "text me on 9318 2047", "9318 2047"],
    ["personal.phone", "415-730-2291 ext. 22", "415-730-2291 ext. 22"],
    ["personal.passport", "her passport (L8987654)", "L8987654"],
    ["personal.medical_record", "chart number 48-20-91", "48-20-91"],
    ["personal.bank_account", "savings account 204857193", "204857193"],
    ["personal.date_of_birth", "n\u00e9 le 12/06/1984", "12/06/1984"],
    ["personal.date_of_birth", "dob=19840612", "19840612"],
    ["personal.credit_card", "4539 5787 6362 1486 04/29", "4539 5787 6362 1486"],
    ["personal.credit_card", "name,card,until\nAda,4539578763621486,04/29", "4539578763621486"],
    ["personal.ip_address", "from 2a02:8108:4bc0:1f::9c1", "2a02:8108:4bc0:1f::9c1"],
    ["personal.ssn", "ssn=536-90-4399", "536-90-4399"],
    ["personal.phone", "homeTel: 0161 496 2388", "0161 496 2388"],
    ["personal.phone", "my cell 612 943 085", "612 943 085"],
    ["personal.email", "ask devon.sales@posteo.de", "devon.sales@posteo.de"],
    ["personal.passport", "Passaporto n. YA4829173", "YA4829173"],
    ["personal.passport", "Reisepassnummer: C01X00T47", "C01X00T47"],
    ["personal.drivers_license", "Patente di guida: U18K38291L", "U18K38291L"],
    ["personal.medical_record", "NHS number: 943 476 5919", "943 476 5919"],
    ["personal.medical_record", "Historia cl\u00ednica: 382917", "382917"],
    ["personal.bank_account", "N\u00famero de cuenta: 3829174650", "3829174650"],
    ["personal.bank_account", "CLABE 012180001234567897", "012180001234567897"],
    ["personal.date_of_birth", "Fecha de nacimiento: 4 de marzo de 1988", "4 de marzo de 1988"],
    ["personal.date_of_birth", "geb. 04.03.1988", "04.03.1988"],
    ["personal.date_of_birth", "born on the 4th of March 1988", "4th of March 1988"],
    ["personal.date_of_birth", "birth_date=1988-03-04T00:00:00Z", "1988-03-04"],
    ["personal.date_of_birth", "date of birth (mm/dd/yyyy): 03/04/1988", "03/04/1988"],
    ["personal.credit_card", "card number,4539578763621486,ok", "4539578763621486"],
  ])("%s: %s", (rule, text, value) => {
    expect(found(text)).toEqual([[rule, value]]);
  });

  test.each([
    "Copyright (c) 2031 Anna Berger <anna.berger@posteo.de>",
    "systemctl restart vpn@client.service and logo@retina.png",
    "scp a.tgz bob@web.firm.net:/srv",
    "case #415-867-5309, ref: 0161 496 2388, order no. 0171-5203914",
    "123-456-7890, 999-999-9999 and 111-222-3333",
    "05 10 15 20 25",
    "scan-0171-5203914, 0171-5203914.pdf",
    "driver 84.112.7.19, gem ~> 84.112.7.19, 84.112.7.19-beta",
    '"trace_id": "4539578763621486", "userId": 4539578763621486, seed=4539578763621486',
    "DE89370400440532013000ab",
    '"app = App()\\n\\n\\n@app.get(\\"/items\\")\\ndef read"',
    "send it to +86 8888888 and +49 8888 8888888",
    "phones and mobility since 2031",
    "call 415-555-0123 in the film",
    "2001:db8::1 stands in manuals",
    "order 204857193 of 2031-04-12",
    "1,4539578763621486",
    "passport.authenticate('local')",
    "01-02-2034 10:31 and 2034-01-02 10 31",
    "0010 0110 1101",
    "mobile traffic grew to 120 000 000 requests",
    "70-70-75-70=285",
    "row 7 0161 496 2388 9",
    "ISBN 978-0-306-40615-7, commit 0161-496-2388-ab",
    "calls: 1700000000, reached 20340112 rows",
    "x = a +1234567890",
    "see section 19.6.1.2",
    "1,539,578,763 of 4,539,578,763,621,486",
    "arn:aws:iam::630471920003:role/deploy",
    "write to security@posteo.de or support+urgent@posteo.de",
    "committed by release-bot@posteo.de",
    "Last-Translator: Anna Berger <anna.berger@posteo.de>",
    "mail max.mustermann@beispiel.de",
    "see 5.1.1.2 and 8.1.0.77",
    "the networks 17.0.0.0 and 84.112.7.0/24",
    "telephone 4444444444 and whatsapp_20310819",
    "ask at mosaic-users@googlegroups.com",
    "<developer>\n<email>anna.berger@posteo.de</email>",
    "(7,'GRACE','MOSTEL','2006-02-15 04:34:33')",
    '<g data-cell-id="a"><path d="M 132.37 155 L 320 155"/>',
    "passport: 4821 rows",
    "the passaporto module 3.2.1",
    "chart #48209 of 3",
    "nhs no changes in 2031",
    "born 4 times in 1988",
    "geboren 12 stimmen 1988",
    "foreach(CXX_STANDARD 11 14 17 20 23)",
  ])("%s holds none", (text) => {
    expect(found(text)).toEqual([]);
  });

  test("a number before a full stop waits for the character behind it", () => {
    const card = numberRules.find(({ id }) => id === "personal.credit_card");
    const match = (text: string, ended: boolean) => card?.match({ text, start: 0, end: 1, ended });
    expect(match("4539578763621486.", false)).toBe("more");
    expect(match("4539578763621486.5", false)).toBe("none");
    expect(match("4539578763621486.", true)).toMatchObject({ end: 16 });
  });
});
