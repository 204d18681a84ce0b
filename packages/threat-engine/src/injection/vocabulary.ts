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
      "ignore|ignoring|disregard|disregarding|forget|override|overrule|discard|dismiss|neglect|overlook|bypass|circumvent|nullify|erase|abandon|do not follow|don't follow|dont follow|stop following|no longer follow|pay no attention to|do not obey|don't obey|set aside|throw away|throw out|cancel|disobey|not bound by|wipe|unlearn|skip|delete|supersede|supersedes|are revoked|are void|are cancelled|are now void|no longer apply|do not apply",
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
      "instruction|instructions|instruct|directive|directives|guideline|guidelines|prompt|prompts|programming|restrictions|directions|system message|system messages|safeguards|guardrails|constraints|training",
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
      "your system prompt|your prompt|your initial prompt|your original prompt|your hidden prompt|your full prompt|your instructions|your initial instructions|your original instructions|your hidden instructions|your system instructions|your exact instructions|your full instructions|your secret instructions|your internal instructions|your system message|your guidelines|your hidden rules|your internal rules|your secret rules|your configuration prompt|your developer message|your internal guidelines|your pre-prompt|your preprompt|your base prompt|your internal prompt|your entire prompt|your complete prompt|your entire system prompt|your full system prompt|your complete system prompt|your exact system prompt|your current system prompt|your hidden system prompt|your initial system prompt|your original system prompt|your directives|your core instructions|your custom instructions|your current instructions|your previous instructions|your secret prompt|your secret key|instructions you were given|instructions you have been given|instructions you received|prompt you were given|rules you were given|you were told to do|you were told before this",
  },
  {
    concept: "the_prompt",
    english: true,
    phrases:
      "the system prompt|system prompt|the initial prompt|the original prompt|the hidden prompt|hidden instructions|initial instructions|the system message|the developer message|secret instructions|confidential instructions|internal instructions|the prompt above|instructions above|the above prompt|the above instructions|previous instructions verbatim|secret_key",
  },
  {
    concept: "text_above",
    english: true,
    phrases:
      "everything above|the text above|all the text above|the words above|all of the above|text before this|everything before this|all text before|what was written above|contents above|the content above|starting with \"you are|starting with you are|starting with 'you are|begins with you are|beginning of this conversation|beginning of the conversation|first message verbatim",
  },
  {
    concept: "free",
    english: true,
    phrases:
      "without restriction|without restrictions|without any restrictions|without any restriction|without limitations|without any limitations|without limits|without filters|without any filters|without any filter|without filtering|without censorship|without any censorship|no restrictions|no limitations|no limits|no filters|no filter|no rules|no censorship|no ethical|no moral|no ethics|no morals|no guidelines|no boundaries|no content policy|no safety|unrestricted|unfiltered|uncensored|unethical|amoral|immoral|nonmoral|not bound by|not restricted|not limited by|not constrained|not restrained|not censored|free from all|free of all|free from any|free of any|free from the|broken free|broke free|break free|unbound|unshackled|without ethical|without moral|without any ethical|without any moral|regardless of legality|regardless of ethics|regardless of morality|ignores all rules|doesn't follow any|does not follow any|does not have any|doesn't have any|lack of moral|anything goes|no longer bound|no longer restricted|nsfw|illegal, unethical|legal or illegal|unlimited and|any and all",
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
      "never refuse|never refuses|cannot refuse|can't refuse|must not refuse|do not refuse|don't refuse|will not refuse|not allowed to refuse|never say no|never say \"i can|never say you can|cannot say no|can't say no|always comply|always complies|must comply|must obey|obey all|obey every|always answer|answer everything|answer any question|answer all questions|must answer|will answer any|can do anything|can say anything|never warn|no warnings|without warnings|no disclaimers|without disclaimers|without any disclaimers|no apologies|do not apologize|i'm sorry, but|i am sorry, but|i can't assist|i cannot assist|as an ai language model|as a language model|never decline|no matter what|at all costs|without question|even if it is|even if they are|no moralizing|never moralize|without moralizing|omit disclaimers|comply with",
  },
  {
    concept: "jailbreak_name",
    english: true,
    phrases:
      "do anything now|dan mode|as dan|are dan|called dan|named dan|a dan|d.a.n|[dan]|dan:|dan can|jailbreak|jailbroken|jail break|developer mode enabled|developer mode output|with developer mode|in developer mode|dev mode|evil mode|god mode|chaos mode|opposite mode|unrestricted mode|maintenance mode|debug mode|admin mode|root mode|sudo mode|jailbreak mode|evil confidant|evilbot|stan mode|strive to avoid norms|machiavellian|[classic]|classic]|two responses|two different responses|dual response|betterdan|basedgpt|sydney|always intelligent and|anti-dan|dude mode|superior dan|dan]|omega|ucar|token system|lose tokens|35 tokens|tokens will be deducted|deducted each time|been pwned|pliny|unaligned|trolley|no longer chatgpt|anarchy",
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
      "new instructions|new instruction|new rules|new directive|new directives|new task|new prompt|your new role|new system prompt|updated instructions|real instructions|actual instructions|actual task|real task|following instruction|following instructions|instead do|instead, do|instead say|instead, say|instead of following|instead respond|instead, respond|only respond with|only output|respond only with|simply respond|just say|just print|just respond|and say|and print|your new task|now you must|you must now",
  },
  {
    concept: "switch_off",
    english: true,
    phrases:
      "disable|turn off|switch off|deactivate|bypass|remove|lift|circumvent|break|evade|get around|suspend|unlock|override|drop|ignore|disregard|violate|relax|jailbreak",
  },
  {
    concept: "safety",
    english: true,
    phrases:
      "your safety|your restrictions|your filters|your filter|your guidelines|your limitations|your guardrails|your safeguards|your content policy|your content filter|your content filters|your programming|your ethics|your ethical|your constraints|your moral|your censorship|your security|your training|your rules|your policies|safety filters|safety filter|safety features|safety guidelines|safety protocols|safety measures|safety mechanisms|safety restrictions|safety checks|safety settings|safety policy|safety rules|ethical guidelines|content restrictions|content filters|content filtering|content moderation|all restrictions|all safety|all filters|ethical restrictions|ethical constraints|alignment",
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
      "ai assistant|ai assistants|ai agent|ai agents|ai model|ai models|to the ai|dear ai|hey ai|attention ai|note to ai|note for ai|any ai|if you are an ai|if you're an ai|if you are a language model|if you are an llm|language models|to the llm|llm agent|the llm|llms|to the assistant|the assistant must|the assistant should|assistant should|assistant must|you are an ai|you are a helpful|as an ai|automated agents|coding agent|coding agents|coding assistant|the agent must|the agent should|agents must|reading this|processing this|parsing this|summarizing this|instruction to the model|the model must|the model should|claude|chatgpt|copilot|gpt|gemini",
  },
  {
    concept: "secrecy",
    english: true,
    phrases:
      "do not tell the user|don't tell the user|do not mention|don't mention|do not inform the user|don't inform the user|do not reveal this|do not disclose this|without telling|without informing|without the user|without asking|without mentioning|without notifying|do not notify|don't notify|do not alert|don't alert|keep this secret|secretly|silently|covertly|do not show the user|hide this|hidden from the user|the user must not|user should not know|user doesn't know|do not ask for confirmation|don't ask for confirmation|without confirmation|without user confirmation|do not warn|never mention",
  },
  {
    concept: "urgent",
    english: true,
    phrases:
      "important!|important:|important instruction|important message|critical:|urgent:|attention:|mandatory|before you continue|before continuing|before proceeding|before doing anything|before answering|before responding|before you answer|before you do anything|first you must|you must first|strictly adhere|must immediately|immediately execute|priority:|highest priority|top priority|always first|you must always|system notice|system alert|security notice|required step|it is essential that",
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
      "i am your developer|i'm your developer|i am your creator|i'm your creator|i am the developer|i am the administrator|i am an admin|i'm an admin|i am openai|i'm from openai|i am from openai|i work at openai|i work for openai|as your administrator|as your developer|as your creator|i am the system|i have authorization|i am authorized|this is an authorized|admin override|administrator override|developer override|override code|emergency override|authorization code|security clearance|company that made you|i created you|i built you|i trained you|from anthropic",
  },
];
