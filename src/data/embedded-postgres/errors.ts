/** The embedded server cannot be had here. The message is for the person at the terminal: what is wrong, what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
}
