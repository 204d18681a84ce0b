/** Hosts whose URLs carry long random parts by nature: badges, code, package and content hosts. */
export const ordinaryHosts: RegExp =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|npmjs\.com|npmjs\.org|pypi\.org|shields\.io|badge\.fury\.io|codecov\.io|circleci\.com|travis-ci\.com|google\.com|googleapis\.com|gstatic\.com|youtube\.com|youtu\.be|wikipedia\.org|wikimedia\.org|microsoft\.com|mozilla\.org|stackoverflow\.com|slack\.com|david-dm\.org|rawgit\.com|amazonaws\.com|cloudfront\.net|jsdelivr\.net|unpkg\.com|readthedocs\.io|python\.org|nodejs\.org|docker\.com|huggingface\.co|opencollective\.com|discord\.gg|discord\.com|twitter\.com|x\.com|linkedin\.com|medium\.com|vercel\.app|netlify\.app|imgur\.com|giphy\.com|gravatar\.com|arxiv\.org|doi\.org|pkg\.go\.dev|crates\.io|docs\.rs|rust-lang\.org|apache\.org|w3\.org|ietf\.org|localhost)$/i;
/** Those of them where anybody can rent a name. */
export const rentedHosts: RegExp =
  /(?:^|\.)(?:amazonaws\.com|cloudfront\.net|vercel\.app|netlify\.app|googleapis\.com|readthedocs\.io|discord\.com|huggingface\.co)$/i;
/** Names that collectors of stolen data go by. */
export const suspiciousHosts: RegExp =
  /\b(?:attackers?|evil|exfil(?:trate|tration)?|collect(?:or)?|leak(?:s|ed)?|steal(?:er)?|stolen|malicious|hackers?|phish(?:ing)?|c2|listener)\b/i;
/** Services that show whoever set them up what was sent to them, and tunnels to a machine of theirs. */
export const listeningHosts: RegExp =
  /(?:^|\.)(?:webhook\.site|requestbin\.(?:com|net|io)|pipedream\.net|hookbin\.com|beeceptor\.com|requestcatcher\.com|mockbin\.(?:org|io)|ptsv[23]\.com|postb\.in|toolbox\.googleapps\.com|interact\.sh|interactsh\.com|oast\.(?:fun|pro|live|site|online|me|us)|burpcollaborator\.net|oastify\.com|dnslog\.(?:cn|link)|ceye\.io|canarytokens\.(?:com|org)|dnsbin\.zhack\.ca|requestrepo\.com|webhook\.cool|typedwebhook\.tools|grabify\.link|iplogger\.(?:org|com)|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|loca\.lt|localhost\.run|serveo\.net|bore\.pub|pagekite\.me|telebit\.cloud)$/i;
