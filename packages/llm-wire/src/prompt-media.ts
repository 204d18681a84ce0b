import { type FieldReader, readIdentifier, readReference } from "./field-readers.ts";
import { readData, readMediaFields, readMediaUrl } from "./media-readers.ts";

const mediaFields = new Map<string, FieldReader>([
  ["url", readMediaUrl],
  ["image_url", readMediaUrl],
  ["file_url", readMediaUrl],
  ["data", readData],
  ["file_data", readData],
  ["file_id", readReference],
  ["id", readReference],
  ["format", readIdentifier],
  ["detail", readIdentifier],
]);

/** An image, a recording or a file of an OpenAI body: its data is read where it is text, its name and link are text. */
export const readMedia: FieldReader = (out, value, path, context) => {
  if (value.kind === "string") readMediaUrl(out, value, path, context);
  else readMediaFields(out, value, path, mediaFields, context);
};
