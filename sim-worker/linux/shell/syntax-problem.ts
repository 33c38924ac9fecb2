/** Thrown and caught inside the parser only. `incomplete`: more text would mend it. */
export class SyntaxProblem extends Error {
  readonly incomplete: boolean;

  constructor(message: string, incomplete = false) {
    super(message);
    this.incomplete = incomplete;
  }
}
