/** What an empty page offers to begin with; the system prompts are in samples/assistants. */
export const starters = [
  { id: "customer-service", icon: "headset", title: "Customer service", says: "Friendly, brief, promises nothing", example: "My parcel has not arrived and I leave on Friday." },
  { id: "content", icon: "pen", title: "Content", says: "Drafts, headlines, better wording", example: "Write a product description for a walnut desk lamp." },
  { id: "tutoring", icon: "cap", title: "Tutoring", says: "One step at a time, with hints", example: "Why do we invert the second fraction when dividing?" },
  { id: "company-knowledge", icon: "book", title: "Company knowledge", says: "Answers only from your documents", example: "What does a library card cost, and who lends it?", retrieval: true },
];

/** The assistant that a starter stands for. */
export async function assistantOf(starter) {
  const response = await fetch(`vendor/assistants/${starter.id}.json`);
  return response.json();
}
