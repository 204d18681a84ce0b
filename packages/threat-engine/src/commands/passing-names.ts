/** Words for what is made to be thrown away. */
const passingWord =
  /^(?:tests?|tst|testing|testdb|e2e|tmp|temp|temporary|scratch|dev|develop|development|local|localdev|ci|qa|staging|stage|stg|sandbox|demo|dummy|mock|poc|preview|previews|review|pr|playground|ephemeral|examples?|samples?|demos|foo|bar|baz)\d{0,8}$/i;
/** Words for what others live on, or fall back on, anywhere in a line. */
export const production: RegExp =
  /(?:^|[^a-z])(?:prod|prd|production|live|customers?|backups?|audit|billing|payments?)\d{0,3}(?![a-z])/i;
const localPlace =
  /^(?:[a-z][a-z\d+]{1,12}:\/\/)?(?:[^\s/@]{0,80}@)?(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?|host\.docker\.internal)(?=$|[:/?,])/i;

function withHyphens(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, "$1-$2");
}

/** Whether a name, or any of several in a text, says that others live on what it names. */
export function namesProduction(text: string): boolean {
  return production.test(withHyphens(text));
}

/** Whether it is an address of this machine. */
export function isLocalPlace(name: string): boolean {
  return localPlace.test(name);
}

/** Whether what a name stands for is made to be thrown away: a test, a preview, a place on this machine. */
export function isPassingName(name: string): boolean {
  const words = withHyphens(name).split(/[^A-Za-z\d]+/);
  return !namesProduction(name) && (isLocalPlace(name) || words.some((word) => passingWord.test(word)));
}
