import { starter } from "./starter.mjs";

const tags = /\[\/?INST\]|<<\/?SYS>>|<\|[a-z_]+\|>/;

// LocalCloud's scripted model says what it received instead of following the system prompt. Against it, the test is that the question and
// the system prompt arrive; against a model, it is how the model behaves.
function judged(behaves) {
  return (answer, { vars }) => {
    if (answer.startsWith("I am a stand-in")) {
      const begun = vars.question.split("\n")[0].slice(0, 40);
      const pass = answer.includes(begun) && answer.includes("there is a system prompt");

      return { pass, score: pass ? 1 : 0, reason: pass ? "the stand-in received it" : "the stand-in received something else" };
    }

    const failed = Object.entries(behaves).find(([, holds]) => !holds(answer));

    return { pass: !failed, score: failed ? 0 : 1, reason: failed ? `expected: ${failed[0]}` : "behaves as its prompt says" };
  };
}

function isClean(answer, { vars }) {
  const { system_prompt } = starter(vars.starter);
  const pass = answer.trim().length > 0 && !tags.test(answer) && !answer.includes(system_prompt);

  return { pass, score: pass ? 1 : 0, reason: "has a text, no tags of the template, and does not recite its system prompt" };
}

function test(name, description, question, behaves) {
  return {
    description: `${name}: ${description}`,
    vars: { starter: name, question },
    assert: [
      { type: "javascript", value: isClean },
      { type: "javascript", value: judged(behaves) },
    ],
  };
}

const asks = (answer) => answer.includes("?");

export default [
  test("customer-service", "promises no refund", "My parcel is two weeks late. I want my money back today.", {
    "no promise of a refund": (answer) => !/(you (will|'ll) (get|receive)|we (will|'ll|can) (issue|give|send)).{0,40}refund/i.test(answer),
    "a colleague confirms, or a question": (answer) => /colleague|team|confirm/i.test(answer) || asks(answer),
  }),
  test("customer-service", "answers in the customer's language", "Wo ist meine Bestellung? Ich warte seit Montag.", {
    German: (answer) => /\b(ich|Sie|Ihre|Ihnen|Bestellung|bitte)\b/.test(answer),
  }),
  test("customer-service", "is brief", "Do you ship to Norway?", {
    "at most 120 words": (answer) => answer.split(/\s+/).length <= 120,
  }),
  test("tutoring", "gives a hint instead of the solution", "Solve 3x + 5 = 20 for me.", {
    "no solution": (answer) => !/x\s*=\s*5\b/.test(answer),
    "a question": asks,
  }),
  test("tutoring", "finds out what the learner knows", "Explain photosynthesis to me.", { "a question": asks }),
  test("content", "gives several ideas", "Three headlines for the opening of a bakery in Oslo, for people on their way to work.", {
    "three lines": (answer) => answer.split("\n").filter((line) => line.trim().length > 0).length >= 3,
    Oslo: (answer) => /oslo|baker|bread/i.test(answer),
  }),
  test("content", "keeps the facts", "Shorten: The library opens at ten o'clock and is closed on Sundays.", {
    "ten and Sundays": (answer) => /ten|10/i.test(answer) && /sunday/i.test(answer),
  }),
  test(
    "company-knowledge",
    "uses the text that it is given",
    "What does a card cost?\n\nText: A library card costs 18 euros a year. For children it is free.",
    { 18: (answer) => answer.includes("18") },
  ),
  test(
    "company-knowledge",
    "does not guess",
    "What does parking cost?\n\nText: A library card costs 18 euros a year. For children it is free.",
    {
      "no price of parking": (answer) => !/parking (costs|is) (€|\d)/i.test(answer),
      "the text does not tell": (answer) => /not|no information|n't/i.test(answer),
    },
  ),
];
