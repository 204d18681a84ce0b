/** The admin API, wherever it runs: on a team's server, or on the database of this machine. */
export interface Administration {
  /**
   * @param endpoint - Method and path, such as `POST /admin/users`.
   * @param input - Query of a GET, body of a POST; members that are undefined are left out.
   * @throws InferShieldError with the code of the refusal
   */
  call(endpoint: string, input?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** An answer that is told piece by piece. */
  read(endpoint: string, input?: Readonly<Record<string, unknown>>): AsyncIterable<string>;
}
