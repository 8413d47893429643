import { fieldsOf } from '@ameide/event-store';
import { type Reader, readAsTenant, type Transaction, withTenant } from '@ameide/postgres';
import type pg from 'pg';
import type { AttachmentQueries, CreateUploads, ReadSendable, UnusedAttachments } from '../app/attachments/ports.ts';
import { type Attachment, SENDABLE_MS, type Upload } from '../domain/attachment/attachment.ts';

const SENDABLE = `created_at > now() - interval '${SENDABLE_MS / 1000} seconds' and removed_at is null`;
const UPLOAD = 'id, name, size_bytes, received_bytes, mime_type, piece_hashes';
const IS_SENT = 'exists (select from threads.chat_attachments l where l.attachment_id = a.id)';

export function createUploadsOn(pool: pg.Pool): CreateUploads {
  return ({ tenantId, actorId, signal }) => {
    const write = <T>(work: (tx: Transaction) => Promise<T>) => withTenant(pool, tenantId, work, { signal });
    return {
      begin: (upload, limits) =>
        write(async (tx) => {
          // One at a time of a person, so that what is counted is what there is.
          await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`uploads ${tenantId} ${actorId}`]);
          const known = await tx.query(
            `select ${UPLOAD}, given_name from threads.attachments
             where owner_id = $1 and idempotency_key = $2 and removed_at is null`,
            [actorId, upload.idempotencyKey],
          );
          if (known.rows[0]) {
            const { givenName, ...found } = fieldsOf<Upload & { readonly givenName: string }>(known.rows[0]);
            const same = givenName === upload.givenName && found.sizeBytes === upload.sizeBytes;
            return same ? found : 'idempotency_key_reused';
          }
          const { rows } = await tx.query<{ files: number; bytes: string }>(
            `select count(*)::int as files, coalesce(sum(size_bytes), 0) as bytes from threads.attachments a
             where owner_id = $1 and ${SENDABLE} and not ${IS_SENT}`,
            [actorId],
          );
          const { files, bytes } = rows[0]!;
          if (files >= limits.files || Number(bytes) + upload.sizeBytes > limits.bytes) return 'too_many_uploads';
          const { id, givenName, name, sizeBytes, idempotencyKey } = upload;
          const { rows: begun } = await tx.query(
            `insert into threads.attachments (tenant_id, id, owner_id, given_name, name, size_bytes, idempotency_key)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (tenant_id, owner_id, idempotency_key) do nothing returning ${UPLOAD}`,
            [tenantId, id, actorId, givenName, name, sizeBytes, idempotencyKey],
          );
          // The key is that of an upload that was withdrawn.
          return begun[0] ? fieldsOf<Upload>(begun[0]) : 'idempotency_key_reused';
        }),

      async find(id) {
        const { rows } = await readAsTenant(pool, tenantId, { signal }).query({
          name: 'threads.find_upload',
          text: `select ${UPLOAD} from threads.attachments where owner_id = $1 and id = $2 and ${SENDABLE}`,
          values: [actorId, id],
        });
        return rows[0] && fieldsOf<Upload>(rows[0]);
      },

      add: (id, { offset, length, hash, mimeType, name }) =>
        write(async (tx) => {
          const { rows } = await tx.query(
            `update threads.attachments
             set received_bytes = $3::int + $4::int, piece_hashes = array_append(piece_hashes, $5::text), mime_type = $6, name = $7
             where owner_id = $1 and id = $2 and received_bytes = $3 and ${SENDABLE} returning ${UPLOAD}`,
            [actorId, id, offset, length, hash, mimeType, name],
          );
          return rows[0] && fieldsOf<Upload>(rows[0]);
        }),

      withdraw: (id) =>
        write(async (tx) => {
          const { rowCount } = await tx.query(
            `update threads.attachments a set removed_at = now()
             where owner_id = $1 and id = $2 and removed_at is null and not ${IS_SENT}`,
            [actorId, id],
          );
          return rowCount === 1;
        }),
    };
  };
}

/** What one person may read: what they have uploaded and not sent yet, and what was sent in chats that they see. */
export function attachmentQueries(db: Reader, userId: string): AttachmentQueries {
  return {
    async attachment(id) {
      const { rows } = await db.query({
        name: 'threads.get_attachment',
        text: `
          select id, name, mime_type, size_bytes, piece_hashes from threads.attachments a
          where id = $2 and removed_at is null and received_bytes = size_bytes and (
            (owner_id = $1 and ${SENDABLE} and not ${IS_SENT}) or exists (
              select from threads.chat_attachments l join threads.chats c on c.id = l.chat_id
              where l.attachment_id = a.id and c.deleted_at is null and (c.owner_id = $1 or c.visibility = 'team')))`,
        values: [userId, id],
      });
      return rows[0] && fieldsOf<Attachment & Pick<Upload, 'pieceHashes'>>(rows[0]);
    },
  };
}

export const readSendable: ReadSendable = async (source, userId, ids) => {
  if (ids.length === 0) return [];
  const { rows } = await source.query((tx) =>
    tx.query(
      `select id, name, mime_type, size_bytes from threads.attachments
       where owner_id = $1 and id = any ($2) and received_bytes = size_bytes and ${SENDABLE}`,
      [userId, ids],
    ),
  );
  return rows.map(fieldsOf<Attachment>);
};

export function createUnusedAttachments(pool: pg.Pool): UnusedAttachments {
  return {
    async list(limit) {
      const { rows } = await pool.query('select tenant_id, id from threads.unused_attachments($1)', [limit]);
      return rows.map(fieldsOf<{ readonly tenantId: string; readonly id: string }>);
    },
    claim: (tenantId, id) =>
      withTenant(pool, tenantId, async (tx) => {
        const { rowCount } = await tx.query(
          `update threads.attachments a set removed_at = coalesce(removed_at, now())
           where id = $1 and (removed_at is not null or not ${IS_SENT})`,
          [id],
        );
        return rowCount === 1;
      }),
    forget: (tenantId, id) =>
      withTenant(pool, tenantId, async (tx) => {
        await tx.query('delete from threads.attachments where id = $1 and removed_at is not null', [id]);
      }),
  };
}
