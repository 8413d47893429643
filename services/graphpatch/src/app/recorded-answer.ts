/** What a repeat of a request is answered with: the encoded answer, as JSON can hold it. */
export interface RecordedAnswer {
  readonly response: string;
}

export const recordAnswer = (answer: Uint8Array): RecordedAnswer => ({
  response: Buffer.from(answer).toString('base64'),
});

export const recordedAnswer = ({ response }: RecordedAnswer): Uint8Array => Buffer.from(response, 'base64');
