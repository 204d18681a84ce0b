import { looksGenerated } from "./generated-password.ts";

/** Schemes and stores that say where a secret is found. */
const stored =
  /^(?:file|unix|ssh|urn|arn|data|env|vault|op|aws|kms|ssm|ref|secrets?|keyring|args|self|this|config|settings|process|os)[:.]/i;
/** Paths, variables, templates, calls, numbers, rules of forms and pieces of markup. */
const written = /^[./~$@<]|^%\w*%?$|^[\d.:,+-]+$|[[(){}]|&(?:quot|lt|gt);|^(?:required|at-least|min(?:imum)?-\d)/i;
/** Names in which small words and numbers are joined, and constants. */
const manyNames =
  /^(?:[a-z]{2,20}\d{0,4}[_-]){2,8}(?:[a-z]{2,20})?\d{0,4}$|^[A-Z][A-Z\d]{0,12}(?:_[A-Z\d]{1,12}){3,10}$/;
/** Lists of fields, switches by their name, words with coded blanks, addresses, numbers of programs. */
const joined =
  /^[a-z_]+(?::[a-z_]+)+$|^[a-z_]+=(?:true|false|none|null)$|^[a-z]+(?:(?:%20|\+)[a-z]+)+$|^[a-z][a-z+.-]{1,20}:\/\/|^-?0x[\da-f]{1,16}$/i;
const constant = /^[A-Z][A-Z\d]{0,20}(?:_[A-Z\d]{1,20}){3,10}$/;
/** A member of something, such as `user.password` or `users.*.password`, a host with its port, or a program with its version. */
const member = /^[a-z_*][\w*]*(?:\.[a-z_*][\w*]*)+(?::\d+)?[!?]?$|^[a-z][\w-]*:\d{2,5}$|^[a-z-]+\d+(?:\.\d+)+$/i;
/** Names of types, encodings and algorithms: one of few words, and numbers. */
const algorithm =
  /^(?:u?int|bigu?int|float|utf|sha|shake|md|base|a|hs|rs|es|ps|ed)-?\d{1,5}(?:[-_]?[a-z\d]{1,8}){0,2}$|^(?:scram|aes|rsa|hmac|bcrypt|argon|oauth)(?:[-a-z]{0,7}\d{1,4}){1,3}[a-z]{0,5}$|pbkdf\d|hmac-?sha\d|base(?:32|58|64)/i;
const longestName = 24;
/** What a form or a test calls the value that belongs there. */
const calledByName =
  /^(?:new|old|my|the|test|user|root|admin|db|your|replication|super|very|strong|some|secret|secure|default|client){0,3}[_-]?(?:password|passwd|secret|token|test)[_@#$-]?\d{0,4}[!@#$]?$/i;
/** A constant or a function of a class, such as `Hash::make`, or a symbol of Ruby. */
const ofClass = /^\\?[a-z_]\w{0,60}(?:\\\w{1,60}){0,6}(?:::\w{1,60}){1,4}(?:\.\w{1,60}[!?]?)?$|^:[a-z_]{1,30}\d{0,2}$/i;

/** Whether a value only says where the secret is, what it is called or how it is made. */
export function isReference(value: string): boolean {
  return (
    ([stored, written, joined, constant, member, calledByName, ofClass].some((pattern) => pattern.test(value)) &&
      !looksGenerated(value)) ||
    isAlgorithm(value)
  );
}

/** Whether a value is the name of a type, an encoding or an algorithm, such as `scram-sha-256`. */
export function isAlgorithm(value: string): boolean {
  return value.length <= longestName && algorithm.test(value);
}

/** Whether a value is three names or more, joined as programs join them. */
export function isJoinedNames(value: string): boolean {
  return manyNames.test(value);
}

/** Words that only say what belongs there; people do choose `Password123`, and no token is `token123`. */
const standIn = /^(?:[a-z]{2,12}[-_]){0,3}(?:token[-_]?\d{0,4}|(?:client)?secret|password)$/i;

/** Whether the credential of an address or a header only says that one belongs there. */
export function isStandIn(value: string): boolean {
  return standIn.test(value);
}
