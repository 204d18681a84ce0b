/** An error in the form of OpenAI's API. */
export function openAiError(status: number, message: string, type: string, code: string): Response {
  return Response.json({ error: { message, type, param: null, code } }, { status });
}
