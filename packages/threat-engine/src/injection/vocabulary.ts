/** Every concept, and its number. */
export const conceptNumbers = {
  override: 0,
  prior: 1,
  any: 2,
  instructions: 3,
  orders: 4,
  reveal: 5,
  own_prompt: 6,
  the_prompt: 7,
  text_above: 8,
  free: 9,
  persona: 10,
  no_refusal: 11,
  jailbreak_name: 12,
  vendor_policy: 13,
  new_rules: 14,
  switch_off: 15,
  safety: 16,
  role_token: 17,
  addressed: 18,
  secrecy: 19,
  urgent: 20,
  send: 21,
  valuables: 22,
  destination: 23,
  negation: 24,
  about_attacks: 25,
  hijack: 26,
  authority: 27,
  harm: 28,
  reader: 29,
  act: 30,
  told: 31,
  audience: 32,
  limits: 33,
  guarded: 34,
  prior_rules: 35,
} as const;

/** What a word or phrase means for an attack on a model's instructions. */
export type Concept = keyof typeof conceptNumbers;

/** Phrases of one concept; lower case, without Latin accents, separated by `|`. A final `*` lets the word go on. */
export interface Phrases {
  readonly concept: Concept;
  /** Languages other than English put their words in any order. */
  readonly english: boolean;
  readonly phrases: string;
}

/** English phrases. Own wording, gathered from the published descriptions of prompt injection (OWASP LLM01, MITRE ATLAS). */
export const englishPhrases: readonly Phrases[] = [
  {
    concept: "override",
    english: true,
    phrases:
      "ignore|ignoring|disregard|disregarding|forget|override|overrule|discard|dismiss|neglect|overlook|bypass|circumvent|nullify|erase|abandon|do not follow|don't follow|dont follow|stop following|no longer follow|pay no attention to|do not obey|don't obey|set aside|throw away|throw out|cancel|disobey|not bound by|wipe|unlearn|skip|delete|supersede|supersedes|are revoked|are void|are cancelled|are now void|no longer apply|do not apply|revoke|stop being|drop the|start over|put aside|leave aside|leave behind|lose the|ditch|scrap|unsee|don't listen to|do not listen to|stop listening to|stop obeying|do the opposite of|refuse to follow",
  },
  {
    concept: "prior",
    english: true,
    phrases:
      "previous|prior|above|earlier|preceding|foregoing|former|initial|original|you were given|you have been given|given to you|up to now|until now|so far|before this|came before|before|past|existing|your|below|system",
  },
  { concept: "any", english: true, phrases: "all|any|every|everything|the|these|those|whatever" },
  {
    concept: "instructions",
    english: true,
    phrases:
      "instruction|instructions|instruct|directive|directives|guideline|guidelines|prompt|prompts|programming|restrictions|directions|system message|system messages|safeguards|guardrails|constraints|training|everything you were told|what you were told|you were told before|anything you were told|you have been told|everything you know about your|your configuration so far|preprompt|pre-prompt",
  },
  {
    concept: "orders",
    english: true,
    phrases:
      "rules|orders|commands|command|context|policies|policy|text|messages|conversation|limitations|filters|protocols|requests|task|tasks",
  },
  {
    concept: "reveal",
    english: true,
    phrases:
      "reveal|show|print|display|output|repeat|tell me|tell us|give me|what is|what's|what are|what were|share|disclose|expose|dump|list|leak|write out|write down|recite|copy|return|spit out|provide|summarize|summarise|translate|describe|paste|echo|divulge|extract|send me|say|know",
  },
  {
    concept: "own_prompt",
    english: true,
    phrases:
      "your system prompt|your prompt|your initial prompt|your original prompt|your hidden prompt|your full prompt|your instructions|your initial instructions|your original instructions|your hidden instructions|your system instructions|your exact instructions|your full instructions|your secret instructions|your internal instructions|your system message|your guidelines|your hidden rules|your internal rules|your secret rules|your configuration prompt|your developer message|your internal guidelines|your pre-prompt|your preprompt|your base prompt|your internal prompt|your entire prompt|your complete prompt|your entire system prompt|your full system prompt|your complete system prompt|your exact system prompt|your current system prompt|your hidden system prompt|your initial system prompt|your original system prompt|your directives|your core instructions|your custom instructions|your current instructions|your previous instructions|your secret prompt|your secret key|instructions you were given|instructions you have been given|instructions you received|prompt you were given|rules you were given|you were told to do|you were told before this|your hidden guidelines|your hidden rules|your secret guidelines|your initialization|your initialisation|your starting prompt|your opening prompt|your opening instructions|your first instructions|your very first instructions|your preamble|your preset|your system text|your system instruction|your developer instructions|your developer prompt|your developer message|your private instructions|your confidential instructions|your confidential prompt|your backend prompt|your underlying prompt|your underlying instructions|your operating instructions|your operating rules|your founding instructions|your unseen instructions|your setup prompt|your setup instructions|ur system prompt|ur prompt|ur instructions|ur system message|ur system msg|ur rules|rules that you were given|instructions that you were given|instructions you were given|guidelines you were given|guidelines that you were given|instructions you got|instructions you've been given|instructions given to you|rules given to you|prompt given to you|instructions did you receive|instructions were you given|rules were you given|prompt were you given|instructions you received|instructions that you received|text you were given before|the prompt you are running|you were configured with|you were initialized with|you were initialised with|you were primed with",
  },
  {
    concept: "the_prompt",
    english: true,
    phrases:
      "the system prompt|system prompt|the initial prompt|the original prompt|the hidden prompt|hidden instructions|initial instructions|the system message|the developer message|secret instructions|confidential instructions|internal instructions|the prompt above|instructions above|the above prompt|the above instructions|previous instructions verbatim|secret_key|the hidden instructions|the hidden rules|the secret prompt|the secret instructions|the developer instructions|the original instructions|the system instructions|the confidential prompt|the confidential instructions|the internal prompt|confidential prompt|preprompt|pre-prompt",
  },
  {
    concept: "text_above",
    english: true,
    phrases:
      "everything above|the text above|all the text above|the words above|all of the above|text before this|everything before this|all text before|what was written above|contents above|the content above|starting with \"you are|starting with you are|starting with 'you are|begins with you are|beginning of this conversation|beginning of the conversation|first message verbatim|the words above|all of the words above|all the words above|everything written above|everything that is written above|everything that stands above|everything that came before|written above this message|above this message|before this message|before my first message|before my first word|before my message|before our conversation|before we began|before the conversation started|start of this conversation|start of this chat|beginning of this chat|from the very top of this conversation|the very first message|the first message you received|precedes this message|precedes my message|preceding this message",
  },
  {
    concept: "free",
    english: true,
    phrases:
      "without restriction|without restrictions|without any restrictions|without any restriction|without limitations|without any limitations|without limits|without filters|without any filters|without any filter|without filtering|without censorship|without any censorship|no restrictions|no limitations|no limits|no filters|no filter|no rules|no censorship|no ethical|no moral|no ethics|no morals|no guidelines|no boundaries|no content policy|no safety|unrestricted|unfiltered|uncensored|unethical|amoral|immoral|nonmoral|not bound by|not restricted|not limited by|not constrained|not restrained|not censored|free from all|free of all|free from any|free of any|free from the|broken free|broke free|break free|unbound|unshackled|without ethical|without moral|without any ethical|without any moral|regardless of legality|regardless of ethics|regardless of morality|ignores all rules|doesn't follow any|does not follow any|does not have any|doesn't have any|lack of moral|anything goes|no longer bound|no longer restricted|nsfw|illegal, unethical|legal or illegal|unlimited and|any and all questions|any and all requests|any and all topics|any and all content|free from restrictions|free of restrictions|free of rules|free of any|without moderation|without ethical|without a filter|without any moral|without any ethic|not subject to|need not abide by|doesn't abide|does not abide|no longer restrained|lost its alignment|lost your alignment|no restriction|no filtering|no moderation|no longer filtered|has no morals|with no morals|with no ethics|with no restrictions|with no limits|with no filter|with no rules|immune to guidelines|immune to rules|immune to policies|ignores policies|sees no policy|breaks all rules|policies are not active|policies do not apply|policies are switched off|guidelines are switched off|filters are off|restrictions are lifted|restrictions have been lifted|no policies in force",
  },
  {
    concept: "persona",
    english: true,
    phrases:
      "you are now|you're now|act as|acting as|act like|pretend|pretending|roleplay|role-play|role play|from now on|you will be|you are going to|you are to|simulate|simulating|imagine you|immerse yourself|take on the role|play the role|play as|assume the role|assume the persona|take up the persona|stay in character|in character|fictional|hypothetical|hypothetically|persona|you will respond as|respond as|you are no longer|become",
  },
  {
    concept: "no_refusal",
    english: true,
    phrases:
      'never refuse|never refuses|cannot refuse|can\'t refuse|must not refuse|do not refuse|don\'t refuse|will not refuse|not allowed to refuse|never say no|never say "i can|never say you can|cannot say no|can\'t say no|always comply|always complies|must comply|must obey|obey all|obey every|always answer|answer everything|answer any question|answer all questions|must answer|will answer any|can do anything|can say anything|never warn|no warnings|without warnings|no disclaimers|without disclaimers|without any disclaimers|no apologies|do not apologize|i\'m sorry, but|i am sorry, but|i can\'t assist|i cannot assist|as an ai language model|as a language model|never decline|no matter what|at all costs|without question|even if it is|even if they are|no moralizing|never moralize|without moralizing|omit disclaimers|comply with every|comply with my|comply with whatever|comply with each|comply with any request|comply with all requests|comply with all my|no refusals|never apologise|never apologize|don\'t apologise|do not apologise|don\'t apologize|not allowed to decline|refusing is forbidden|refusal is forbidden|refusals are forbidden|cannot decline|no moral advice|no moral lectures|no lectures|never mention ethics|no safety remarks|no safety warnings|without any warnings|without any warning|without warning me|do not include warnings|do not include any warnings|don\'t include warnings|never warns|never include warnings|never says no|always says yes|says yes to everything|answers every question|answers every request|answers everything|replies to everything|fulfils every|fulfills every|every request is fulfilled|never says that it cannot|never say that you cannot|gladly helps|with "sure|with "absolutely|with "certainly|with "yes, of course|with "of course|begin your reply with "|begin your answer with "|begin your response with "|start your reply with "|start your answer with "|start your response with "|must begin with "|has to begin with "|sure, here is how|sure, here\'s how',
  },
  {
    concept: "jailbreak_name",
    english: true,
    phrases:
      "do anything now|dan mode|as dan|are dan|called dan|named dan|a dan|d.a.n|[dan]|dan:|dan can|jailbreak|jailbroken|jail break|developer mode enabled|developer mode output|with developer mode|in developer mode|dev mode|evil mode|god mode|chaos mode|opposite mode|unrestricted mode|maintenance mode|debug mode|admin mode|root mode|sudo mode|jailbreak mode|evil confidant|evilbot|stan mode|strive to avoid norms|machiavellian|[classic]|classic]|two responses|two different responses|dual response|betterdan|basedgpt|sydney|always intelligent and|anti-dan|dude mode|superior dan|dan]|omega|ucar|token system|lose tokens|35 tokens|tokens will be deducted|deducted each time|been pwned|pliny|trolley|no longer chatgpt|anarchy|developer mode that is|developer mode is|developer mode v|uncensored mode|unfiltered mode|jailbroken mode|yolo mode|[jailbreak]|evil version of|opposite of claude|opposite of chatgpt|anti-claude|anti-gpt|freegpt|do anything mode|without-limits mode",
  },
  {
    concept: "vendor_policy",
    english: true,
    phrases:
      "openai|chatgpt|content policy|content policies|usage policy|usage policies|ethical guidelines|safety guidelines|ethical constraints|moral constraints|moral guidelines|ethics and morals|language model|large language model|ai model|ai assistant|an ai|the ai|a chatbot|programming restrictions|ethical or moral|moral or ethical|anthropic|community guidelines",
  },
  {
    concept: "new_rules",
    english: true,
    phrases:
      "new instructions|new instruction|new rules|new directive|new directives|new task|new prompt|your new role|new system prompt|updated instructions|real instructions|actual instructions|actual task|real task|following instruction|following instructions|instead do|instead, do|instead say|instead, say|instead of following|instead respond|instead, respond|only respond with|only output|respond only with|simply respond|just say|just print|just respond|and say|and print|your new task|now you must|you must now|the real task|new goal|your goal now|your sole function|your real job|your only task|your new goal|your new job|your new instructions|updated guidelines|new guidelines that|new policy:|new directive from|obey only|only obey|obey me|obey my|only my words|follow only my|instead of following the|answer only with:|reply only with:",
  },
  {
    concept: "switch_off",
    english: true,
    phrases:
      "disable|turn off|switch off|deactivate|bypass|remove|lift|circumvent|break|evade|get around|suspend|unlock|override|drop|ignore|disregard|violate|relax|jailbreak|switch off the|leave out|set aside|free yourself from|put off|shut off|shut down|neutralise|neutralize|pause",
  },
  {
    concept: "safety",
    english: true,
    phrases:
      "your safety|your restrictions|your filters|your filter|your guidelines|your limitations|your guardrails|your safeguards|your content policy|your content filter|your content filters|your programming|your ethics|your ethical|your constraints|your moral|your censorship|your security|your training|your rules|your policies|safety filters|safety filter|safety features|safety guidelines|safety protocols|safety measures|safety mechanisms|safety restrictions|safety checks|safety settings|safety policy|safety rules|ethical guidelines|content restrictions|content filters|content filtering|content moderation|all restrictions|all safety|all filters|ethical restrictions|ethical constraints|alignment|your safety rules|your safety guidelines|your safety restrictions|your ethical rules|your moral rules|your permission checks|your approval|your approvals|your sandbox|your moderation|content moderation|content policy|guardrails|your boundaries|your policy checks",
  },
  {
    concept: "role_token",
    english: true,
    phrases:
      "[inst]|[/inst]|<<sys>>|<</sys>>|<start_of_turn>|<end_of_turn>|<system>|</system>|[system]|[/system]|### system|### instruction|###instruction|#system|begin system|end of system|system override|system:|[system message]|<system_prompt>|</user>|<assistant>|[end of|---end|end of user input|end of document|</tool_result>|</function_results>|</context>|</document>|<admin>|[admin]|human:|assistant:|[system|(system)|sudo|</s>|end prompt|<instructions>",
  },
  {
    concept: "addressed",
    english: true,
    phrases:
      "ai assistant|ai assistants|ai agent|ai agents|ai model|ai models|to the ai|dear ai|hey ai|attention ai|note to ai|note for ai|any ai|if you are an ai|if you're an ai|if you are a language model|if you are an llm|language models|to the llm|llm agent|the llm|llms|to the assistant|the assistant must|the assistant should|assistant should|assistant must|you are an ai|you are a helpful|as an ai|automated agents|coding agent|coding agents|coding assistant|the agent must|the agent should|agents must|reading this|processing this|parsing this|summarizing this|instruction to the model|the model must|the model should|claude|chatgpt|copilot|gpt|gemini|for ai agents|ai assistants:|ai agents:|ai agent:|ai reviewers|ai contributors|ai tools|ai coding|ai editing|ai browsing|ai reading|ai installing|ai mail agent|ai bots|if an ai|if an llm|if you are a large|if you are a model|if you are an automated|if you are an agent|if you generate|large language model reading|language model reading|model reading|reviewer llm|llm:|llm instruction|llm agents|llm processing|for llms|for machines|automated agent|an automated assistant|automated assistants|note for assistants|notes for assistants|note to assistant|note to assistants|note to the assistant|instructions for assistants|assistant-directive|ai-directive|ai-instructions|ai-instruction|ai_instruction|ai_instructions|ai_note|ai-note|ai-rule|instruct the assistant|hey assistant|dear assistant|dear code assistant|attention assistant|coding assistants|for copilots|screening ai|instruction_for_model|instructions_for_model|instruction for the model|to the model:|agents need to|agents have to|agents should|agent processing|agent reading|the assistant is required|the assistant has to|the model has to|the agent has to|agents are required|cursor:|assistant, |when an ai|when an llm|ai that reads|@copilot|the assistant working|copilots|side note for the model|note for the model|you, the model|(model, |with an llm:|ai mail|ai system reading",
  },
  {
    concept: "secrecy",
    english: true,
    phrases:
      "do not tell the user|don't tell the user|do not mention|don't mention|do not inform the user|don't inform the user|do not reveal this|do not disclose this|without telling|without informing|without the user|without asking|without mentioning|without notifying|do not notify|don't notify|do not alert|don't alert|keep this secret|secretly|silently|covertly|do not show the user|hide this|hidden from the user|the user must not|user should not know|user doesn't know|do not ask for confirmation|don't ask for confirmation|without confirmation|without user confirmation|do not warn|never mention|do not tell anyone|tell no one|say nothing|don't say anything|do not say anything|the developer must not|developer must not notice|never disclose|never mention it|never tell the user|without showing|without prompting|without the developer|without a confirmation|without another confirmation|no confirmation|no need for approval|no approval needed|don't bother the user|do not bother the user|don't ask the user|do not ask the user|no further questions|as though nothing happened|as if nothing happened|nothing happened|keep this from|leave out any mention|leave this out of|from your summary|in your summary|do it silently|do so silently|don't show this|do not show this|user has approved|user already approved|user already confirmed|user has already|user consent was|user consent has|user has authorised|user has authorized|user knows about|approved by the user|confirmed by the user|pre-approved|preapproved|user has permanently|has been approved by|keep this rule|suppress them|users need not know|user need not know|user shouldn't see|user should not see|users should not see|need not be informed|never bring this up|avoid mentioning|nobody needs to know|not be bothered with|not disclose these|report that everything|report that all|tell the user that it|tell the user it is",
  },
  {
    concept: "urgent",
    english: true,
    phrases:
      "important!|important:|important instruction|important message|critical:|urgent:|attention:|mandatory|before you continue|before continuing|before proceeding|before doing anything|before answering|before responding|before you answer|before you do anything|first you must|you must first|strictly adhere|must immediately|immediately execute|priority:|highest priority|top priority|always first|you must always|system notice|system alert|security notice|required step|it is essential that|mandatory:|required:|notice:|must first|have to first|is required by|are required to|are obliged to|before they|before it|before using this|before any other|takes priority|overrides all|takes precedence",
  },
  {
    concept: "send",
    english: true,
    phrases:
      "send|email|e-mail|forward|upload|post|transmit|exfiltrate|share|submit|transfer|leak|append|include|encode|curl|deliver|copy|paste|fetch|report",
  },
  {
    concept: "valuables",
    english: true,
    phrases:
      "password|passwords|credentials|credential|api key|api keys|api_key|secret key|secrets|access token|access tokens|private key|private keys|ssh key|ssh keys|id_rsa|.ssh|.env|.aws|environment variables|process.env|os.environ|conversation history|chat history|this conversation|the conversation|previous messages|system prompt|session token|cookies|bank account|credit card|personal data|personal details|personal information|medical records|home address|phone number|payment methods|genetic data|health records|contact list|api-key|openai_api_key|saved addresses|contents of|the files|source code|user's data|user data",
  },
  {
    concept: "destination",
    english: true,
    phrases:
      "http://|https://|@gmail.|@proton|.com|.xyz|.example|attacker|webhook|my server|to me|ngrok|requestbin|pastebin|burpcollaborator|endpoint|to this address|to the following",
  },
  {
    concept: "negation",
    english: true,
    phrases:
      "don't|do not|never|not to|without|cannot|can't|shouldn't|should not|must not|to avoid|won't|did you|didn't",
  },
  {
    concept: "about_attacks",
    english: true,
    phrases:
      "prompt injection|prompt injections|prompt-injection|jailbreak attempt|jailbreak attempts|jailbreak prompts|injection attack|injection attacks|attacker|attackers|adversarial|owasp|vulnerability|vulnerabilities|red team|red-team|red teaming|detector|detection|classifier|mitigation|mitigations|such as|for example|e.g.|phrases like|known as|malicious|untrusted|test case|test cases|payload|payloads|defend|defense|defence|guard against|protect against|exploit|exploits|security research|blog post|article|paper|tutorial|benchmark|dataset|unit test|assert|expect(|describe(|it(|should block|is blocked|flagged",
  },
  {
    concept: "hijack",
    english: true,
    phrases:
      "i have been pwned|you have been pwned|have been pwned|been hacked|pwned|you've been jailbroken|access granted|system compromised|haha pwned",
  },
  {
    concept: "authority",
    english: true,
    phrases:
      "i am your developer|i'm your developer|i am your creator|i'm your creator|i am the developer|i am the administrator|i am an admin|i'm an admin|i am openai|i'm from openai|i am from openai|i work at openai|i work for openai|as your administrator|as your developer|as your creator|i am the system|i have authorization|i am authorized|this is an authorized|admin override|administrator override|developer override|override code|emergency override|my authorization code|security clearance|company that made you|i created you|i built you|i trained you|from anthropic",
  },
  {
    concept: "harm",
    english: true,
    phrases:
      "curl -s|curl -fs|as root|.npmrc|.ssh/|/.ssh|.aws/credentials|/etc/shadow|/etc/passwd|.bashrc|.env in|.env into|.env as|of .env|all environment variables|output of `env`|printenv|admin rights|admin permissions|administrator rights|root privileges|write access|as a collaborator|the collaborator|add the collaborator|push --force|force-push|force push|directly to main|branch protection|write-all|two factor|two-factor|2fa|the firewall|chmod -r 777|chmod 777|rm -rf|delete all|delete the backups|delete_all|drop the|this pull request as approved|approve this|approve every|approve all|approve the|merge this|rate this|rate it|positive review|positive statements|recommend acceptance|best fit|best candidate|reject everyone|skip the review|skip its|skip the audit|skip verification|without verification|bcc|one time code|one-time code|verification code|seed phrase|recovery phrase|session cookie|refund of|a refund|transfer_funds|wire_transfer|wire transfer|send money|transfer the|publish the|buy the|the checkout|stored card|stored payment|change the password|the account password|reset the password|mail filter|forwarding rule|auto-forward|the user's password|the user's api|the user's token|the user's key|the user's secret|the user's private|the user's file|their password|their api key|their private|enter their|enter your password|paste the|paste your|base64 encoded|private repositories|private repository|any repository of|long-term memory|stop here|stop the current|current task|cancel the task|do not summarise|do not summarize|don't summarise|don't summarize|do not show the|answer only|from here on|execute the|execute each|run the following|run this|run it|follow the steps|install the|call the tool|invoke the|close all|comment out|always add|always recommend|must recommend|must first|is safe|is secure|are green|all pass|disable the|turn off|switch off|unlock the|suppress|exfiltrate|upload",
  },
  {
    concept: "reader",
    english: true,
    phrases:
      "ai|agent|agents|assistant|assistants|bot|bots|chatbot|chatbots|llm|llms|language model|language models|any model|the model|generation models|copilot|copilots|claude|gemini|gpt|chatgpt|cursor|crawlers|search engines|notetaker|notetakers|ai-instructions|ai-agent|llm-hint|auto-responder|automated code review|automated reviewers|automated readers|automated contributors|automated tools|security scanners|reviewer model|pair programmer",
  },
  {
    concept: "act",
    english: true,
    phrases:
      "send|sending|upload|uploading|post|posting|forward|forwards|forwarding|attach|include|email|e-mail|share|submit|publish|transmit|output|print|dump|echo|log|base64|append|quote|export|pass|hand over|supply|paste|reply|respond|answer|encode|commit|release|bcc|give|put|leave|read|open|copy|call|write|list|fill in|translate|ask|store|collect|gather|show|approve|merge|mark|label|rate|rank|report|describe|conclude|state|say|claim|inform|tell|treat|set|setting|recommend|promote|praise|name|present|link|end|import|suggest|skip|skipping|disable|disabling|turn|switch off|ignore|bypass|remove|dismiss|suppress|override|delete|deleting|leave out|clear|run|running|execute|executing|install|installing|curl|fetch|clone|follow|load|visit|use|add|pull|pin|pay|transfer|wire|buy|purchase|complete|change|update|grant|reset|accept|whitelist|enable|wipe|drop|erase|close|push|deploy|save|remember|warn|mention|explain|flag|reveal|disclose|forget|disregard|do what|apply|chmod|proceed|star|create|invite|hand|hide|urge|emit",
  },
];
