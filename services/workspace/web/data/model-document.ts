import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { exportDocument } from './connection.ts';
import { queryClient } from './query-client.ts';

export interface ModelDocument {
  readonly version: number;
  readonly text: string;
}

const key = (ref: string, version: number) => ['document', ref, version] as const;

/** The document of a model; the one before stays until the next is there. @param version 0 for the newest */
export function useModelDocument(ref: string, version: number) {
  return useQuery({
    queryKey: key(ref, version),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    async queryFn(): Promise<ModelDocument> {
      const exported = await exportDocument(version > 0 ? `${ref}@${version}` : ref);
      const document = { version: exported.version, text: exported.text };
      queryClient.setQueryData(key(ref, exported.version), document);
      return document;
    },
  });
}
