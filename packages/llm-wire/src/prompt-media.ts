import { type FieldReader, readFields, readIdentifier, readMediaUrl, readOpaque } from "./part-collector.ts";

const mediaFields = new Map<string, FieldReader>([
  ["url", readMediaUrl],
  ["image_url", readMediaUrl],
  ["file_url", readMediaUrl],
  ["data", readOpaque],
  ["file_data", readOpaque],
  ["file_id", readIdentifier],
  ["id", readIdentifier],
  ["format", readIdentifier],
  ["detail", readIdentifier],
]);

/** An image, a recording or a file of an OpenAI body: its data is noted, its name and link are text. */
export const readMedia: FieldReader = (out, value, path, context) => {
  out.partial = true;
  if (value.kind === "string") readMediaUrl(out, value, path, context);
  else readFields(out, value, path, mediaFields, context, "context");
};
