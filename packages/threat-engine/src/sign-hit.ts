/** Where a sign ends that makes a detector look closer. */
export interface SignHit {
  readonly literal: number;
  readonly end: number;
}
