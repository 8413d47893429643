/** What an image is built from. */
export interface BuildRequest {
  /** Folder of what the Dockerfile copies. */
  readonly context: string;
  /** `Dockerfile` of the context unless given. */
  readonly dockerfile?: string;
  /** Name under which the builder itself keeps the image. */
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  /** Folders by the names under which the Dockerfile copies from them. */
  /** Whether nothing that was built before is used. */
  readonly fresh?: boolean;
  readonly contexts?: Readonly<Record<string, string>>;
}

/** Where an image is pushed to. */
export interface Destination {
  /** With its registry, without a tag. */
  readonly repository: string;
  readonly tag: string;
  /** HOST:PORT where the registry is reached from here, without TLS; as the repository says unless given. */
  readonly via: string | undefined;
}

/** Builds images of Dockerfiles. */
export interface Builder {
  readonly name: string;
  /** @throws ProgramError with what the build said */
  build(request: BuildRequest): Promise<void>;
  /** The digest of the pushed image, `sha256:…`. @throws ProgramError */
  push(name: string, destination: Destination): Promise<string>;
  /** Writes an OCI image layout into a folder, as it would be pushed; the digest of the image. @throws ProgramError */
  save(name: string, folder: string): Promise<string>;
}
