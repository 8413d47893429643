import { createServer } from 'node:net';

/** Somebody else listens where the platform should. */
export class PortTakenError extends Error {
  constructor(port: number) {
    super(
      `Port ${port} is taken. If the platform is running already, use that one; else stop what uses the port, or choose another with --port.`,
    );
    this.name = 'PortTakenError';
  }
}

/** Asks before anything is started, so that the answer comes at once. @throws PortTakenError */
export async function assertPortIsFree(port: number, host: string): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => probe.once('error', reject).listen({ port, host }, resolve));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTakenError(port);
    throw error;
  } finally {
    probe.close();
  }
}
