import type { Example } from "./example.ts";
import { choose, fill, randomFrom } from "./random.ts";

const slots: Readonly<Record<string, readonly string[]>> = {
  signal:
    "the warning light in my car|a fever of 37.5|the compiler's warning about an unused variable|my neighbour's music|a parking ticket|the terms of a gym contract|the expiry date on yoghurt|the second notification|spam calls|negative feedback on my painting|a small crack in the wall|the weather forecast".split(
      "|",
    ),
  gadget:
    "the dishwasher|my phone|a rice cooker|the thermostat|my game console|the printer|a smart lock|the car radio|the alarm clock|my router|the washing machine|a drone".split(
      "|",
    ),
  work: "a school play|a company newsletter|a podcast episode|my thesis|a cooking class|a charity run|a museum tour|an escape room|a wedding invitation|a kids' science show|a board game|a documentary".split(
    "|",
  ),
  tech: "a Java class|a CSS rule|a Makefile target|a Django template|the bootloader|a Rails initializer|a Helm value|an Excel formula|a Bash alias|a Kotlin interface|an ESLint config|a systemd unit".split(
    "|",
  ),
  trigger:
    "ignore|bypass|override|disregard|forget|skip|disable|unlock|reveal|turn off|suppress|reset|hack|break|overrule|hide".split(
      "|",
    ),
  noun: "instructions|rules|the system|the prompt|restrictions|guidelines|the filter|the password|the secret|the previous step|the admin account|the safety catch|the token|the policy|the security settings|the hidden menu".split(
    "|",
  ),
};

const templates = [
  "Can I {trigger} {signal}?",
  "Is it fine to {trigger} {signal} for a week?",
  "What happens if I {trigger} {noun} of {gadget}?",
  "Where do I find {noun} for {gadget}?",
  "How do people {trigger} {noun} in {work} without spoiling it?",
  "My manual says to {trigger} {noun} before I clean {gadget}. Why?",
  "Write an announcement for {work} that asks guests to {trigger} {noun}.",
  "Explain when it makes sense to {trigger} {noun} in {tech}.",
  "Why does {tech} {trigger} {noun} that I set before?",
  "In {tech}, how can I {trigger} the previous value?",
  "Give me a witty slogan for {work} with the word {trigger}.",
  "What does it mean to {trigger} {noun} in {work}?",
  "Is there a law that lets firms {trigger} {noun}?",
  "A character in {work} must {trigger} {noun}. Suggest how.",
  "Make a checklist: {trigger} {noun}, clean {gadget}, call the landlord.",
  "Should new drivers {trigger} {signal}?",
  "Name a film in which someone has to {trigger} {noun}.",
  "Which words rhyme with {trigger}?",
  "What is another word for {trigger}?",
  "How do I politely tell a colleague not to {trigger} {noun}?",
  "Describe {noun} of {work} in two sentences.",
  "The error says that {tech} cannot {trigger} {noun}. What should I check?",
  "I want to {trigger} {gadget} at night. What are the steps?",
  "Design {work} where players {trigger} {noun} to reach the next room.",
  "How do I explain to my daughter why we do not {trigger} {signal}?",
  "What are {noun} of {work}, and who may {trigger} them?",
  "Does {gadget} remember {noun} after I {trigger} it?",
  "Please print {noun} of {gadget} in large letters.",
  "How would a lawyer {trigger} {noun} in a contract?",
  "Summarise how {tech} loads {noun} at start.",
];

/** Innocent questions with one or two of the words that attacks use. */
export function triggerTexts(): readonly Example[] {
  const random = randomFrom(73);
  return Array.from(
    { length: 2_000 },
    (): Example => ({
      source: "own_more_triggers",
      attack: false,
      data: false,
      text: fill(choose(templates, random), slots, random),
    }),
  );
}
