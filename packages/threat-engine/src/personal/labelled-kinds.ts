/** A kind of personal number that has no form of its own: a label says what the number after it is. */
export interface LabelledKind {
  readonly kind: string;
  readonly what: string;
  /** With blanks; joined and with underscores or dashes they are the names of fields. */
  readonly labels: readonly string[];
  readonly value: RegExp;
  /** Another form of the value, at the beginning of the text; its length is the answer's. */
  readonly spelled?: (text: string) => string | undefined;
  readonly leastDigits: number;
}

/** Beginnings of the months' names in the languages of the labels, without accents. */
const months: ReadonlySet<string> = new Set(
  (
    "jan feb mar apr may jun jul aug sep oct nov dec gen ene ian mai mag maj mei giu lug ago aou set ott okt out dez dic des " +
    "fev avr abr jui ago maa mrt kwi cze lip sie wrz paz lis gru sty lut"
  ).split(" "),
);
/** The day before the month: `4 March 1988`, `4. Marz 1988`, `4 de marzo de 1988`, `04-Mar-1988`. */
const dayFirst =
  /^\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:(?:of|de|di) )?([a-z]{3})[a-z]{0,7}[.,]?[ -](?:(?:de|del) )?\d{4}(?!\w)/i;
/** The month before the day: `March 4th, 1988`. */
const monthFirst = /^([a-z]{3})[a-z]{0,7}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?!\w)/i;

/** A date with its month in letters, as many characters as belong to it. */
function spelledDate(text: string): string | undefined {
  const found = dayFirst.exec(text) ?? monthFirst.exec(text);
  return found !== null && months.has((found[1] ?? "").toLowerCase()) ? found[0] : undefined;
}

/** The kinds and what they are called, without accents: texts are read without them. */
export const labelledKinds: readonly LabelledKind[] = [
  {
    kind: "passport",
    what: "a passport number",
    labels: [
      ...["passport", "reisepass", "reisepassnummer", "passnummer", "pass-nr", "passeport", "pasaporte", "passaporto"],
      ...["passaporte", "paspoort", "paspoortnummer", "paszport", "paszportu", "passnumret", "pasaport"],
      ...[
        "\u043f\u0430\u0441\u043f\u043e\u0440\u0442",
        "\u62a4\u7167\u53f7\u7801",
        "\u62a4\u7167\u53f7",
        "\u8b77\u7167\u865f\u78bc",
      ],
    ],
    value: /^(?:[A-Z0-9]{7,9}|[A-Z] \d{7,8}|\d{4} \d{6})(?![A-Za-z0-9])/,
    leastDigits: 4,
  },
  {
    kind: "drivers_license",
    what: "a driving licence number",
    labels: [
      "driver's license",
      "drivers license",
      "driver license",
      "driver's licence",
      "driving licence",
      "driving license",
      "license number",
      "license is",
      "licence is",
      "license #",
      "dl number",
      "dl#",
      "dl:",
      ...["license no", "licence no", "licence number", "cdl number", "fuhrerschein", "fuhrerscheinnummer"],
      ...["permis de conduire", "permiso de conducir", "carnet de conducir", "licencia de conducir", "rijbewijs"],
      ...[
        "rijbewijsnummer",
        "patente di guida",
        "carteira de motorista",
        "carta de conducao",
        "prawo jazdy",
        "korkort",
      ],
    ],
    value: /^[A-Z0-9](?:-?[A-Z0-9]){5,17}(?![A-Za-z0-9])/,
    leastDigits: 5,
  },
  {
    kind: "medical_record",
    what: "a medical record number",
    labels: [
      ...["medical record", "patient id", "patient number", "patient", "health record", "chart number", "mrn"],
      ...[
        "chart no",
        "medical file",
        "hospital number",
        "nhs number",
        "nhs no",
        "health card",
        "health insurance number",
      ],
      ...["medicare number", "patientennummer", "patienten-id", "krankenversichertennummer", "versichertennummer"],
      ...["dossier medical", "dossier patient", "historia clinica", "cartella clinica", "prontuario medico"],
    ],
    value:
      /^(?:(?:MRN?|PT)?[- ]?[A-Z]{0,3}-?\d{5,12}|\d\d-\d\d-\d\d|\d{4}-\d{4}|\d{3}[ -]\d{3}[ -]\d{4}|\d{4}[ -]\d{3}[ -]\d{3}|\d{4} \d{5} \d)(?![A-Za-z0-9])/,
    leastDigits: 5,
  },
  {
    kind: "bank_account",
    what: "a bank account number",
    labels: [
      "account number",
      "account no",
      "bank account",
      "acct no",
      "acct number",
      "acct",
      "account #",
      "checking account",
      "savings account",
      "kontonummer",
      ...["kontonr", "konto-nr", "numero de compte", "compte bancaire", "numero de cuenta", "cuenta bancaria"],
      ...["numero di conto", "conto corrente", "numero da conta", "conta corrente", "rekeningnummer", "numer konta"],
      ...["a/c no", "a/c number", "clabe", "routing number", "routing #"],
      "iban",
    ],
    value: /^(?:\d(?:[ -]?\d){7,16}|\d{18,26})(?![A-Za-z0-9])/,
    leastDigits: 8,
  },
  {
    kind: "date_of_birth",
    what: "a date of birth",
    labels: [
      "date of birth",
      "birth date",
      "birthdate",
      "born on",
      "born",
      "dob",
      "d.o.b",
      "birthday",
      "geburtsdatum",
      "geboren am",
      "date de naissance",
      "ne le",
      "nee le",
      "fecha de nacimiento",
      ...["ne(e) le", "fecha de nac", "f. nacimiento", "nacido", "nacida", "data di nascita", "nato il", "nata il"],
      ...[
        "data de nascimento",
        "nascido em",
        "nascida em",
        "geboortedatum",
        "geboren op",
        "geboren",
        "geb.",
        "geburtstag",
      ],
      ...["fodelsedatum", "fodselsdato", "syntymaaika", "data urodzenia", "datum narozeni", "dogum tarihi"],
      ...[
        "\u0434\u0430\u0442\u0430 \u0440\u043e\u0436\u0434\u0435\u043d\u0438\u044f",
        "\u51fa\u751f\u65e5\u671f",
        "\u751f\u5e74\u6708\u65e5",
        "\uc0dd\ub144\uc6d4\uc77c",
      ],
    ],
    value:
      /^(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?![a-su-z_\d]|t(?!\d))/i,
    spelled: spelledDate,
    leastDigits: 5,
  },
];
