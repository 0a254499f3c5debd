import { EventEmitter, on } from 'node:events'
import { withPgClientTransaction } from 'postgraphile/@dataplan/pg'
import { context, lambda, list, object } from 'postgraphile/grafast'
import { extendSchema, gql } from 'postgraphile/utils'
import { accessCodeErrors, accessCodeWarnings } from '../../../src/domain/access-codes/issues.ts'
import { followEvents, type LoggedEvent } from '../shared/event-log.ts'
import { openVault } from '../shared/peer.ts'
import { verbsOnPg } from '../shared/verbs-on-pg.ts'
import type { Viewer } from '../shared/viewer.ts'

const vault = await openVault()
const verbs = verbsOnPg(vault)

const emitter = new EventEmitter().setMaxListeners(0)
let following: Promise<void> | undefined

async function subscribe(workspaceId: string): Promise<AsyncIterable<LoggedEvent>> {
  following ??= followEvents((event) => emitter.emit(event.workspaceId, event))
  await following
  const events = on(emitter, workspaceId)
  return (async function* () {
    for await (const [event] of events) yield event
  })()
}

// biome-ignore lint/suspicious/noExplicitAny: plans are typed by the schema, which is made while this runs
type Any = any

/** What the database cannot say for itself: whose workspace, opened PINs, issues told in words, and what a change checks. */
export const latchkeyPlugin = extendSchema((build: Any) => {
  const { workspace, access_code: accessCode } = build.pgResources
  const whose = () => (context() as Any).get('viewer').get('workspaceId')
  const date = (text: string | null) => (text === null ? null : new Date(text))

  /** The facts that a code's issues are told from: its device and account come with the same statement. */
  const facts = ($code: Any, column: 'errors' | 'warnings') => {
    const $device = $code.singleRelation('deviceByMyWorkspaceIdAndDeviceId')
    const $account = $device.singleRelation('connectedAccountByMyWorkspaceIdAndConnectedAccountId')
    return list([
      $code.get(column),
      $code.get('deleted_at'),
      $code.get('is_offline_access_code'),
      $code.get('starts_at'),
      $code.get('ends_at'),
      $device.get('name'),
      $device.get('device_type'),
      $device.get('offline_since'),
      $device.get('removed_at'),
      $account.get('disconnected_at'),
      $device.get('needs_time_zone_for_windows'),
      $device.get('time_zone'),
    ])
  }
  const told = (tell: Any, column: 'errors' | 'warnings') => ($code: Any) =>
    lambda(
      facts($code, column),
      ([
        stored,
        deletedAt,
        isOffline,
        startsAt,
        endsAt,
        name,
        deviceType,
        offline,
        removed,
        disconnected,
        needs,
        zone,
      ]: Any) =>
        tell(
          {
            [column]: stored,
            deletedAt: date(deletedAt),
            isOfflineAccessCode: isOffline,
            startsAt: date(startsAt),
            endsAt: date(endsAt),
          },
          {
            name,
            deviceType,
            offlineSince: date(offline),
            removedAt: date(removed),
            accountDisconnectedAt: date(disconnected),
            needsTimeZoneForWindows: needs,
            timeZone: zone,
            readyBackups: null,
          },
        ),
      true,
    )

  /** One transaction, in which the hand-written statements run. */
  const changing = (change: (tx: Any, viewer: Viewer, input: Any) => Promise<object>) => ({
    plan: (_root: Any, { $input }: Any) =>
      withPgClientTransaction(
        accessCode.executor,
        object({ viewer: (context() as Any).get('viewer'), input: $input }) as Any,
        (client: Any, { viewer, input }: Any) => change(client.rawClient, viewer, dated(input)),
      ),
  })
  const dated = ({ startsAt, endsAt, ...input }: Any) => ({
    ...input,
    ...(startsAt && { startsAt: date(startsAt) }),
    ...(endsAt && { endsAt: date(endsAt) }),
  })

  return {
    typeDefs: gql`
      extend type Query {
        currentWorkspace: Workspace
      }
      extend type Workspace {
        accessCode(id: UUID!): AccessCode
      }
      type AccessCodeIssue {
        issueCode: String!
        source: String!
        message: String!
      }
      extend type AccessCode {
        code: String
        errors: [AccessCodeIssue!]!
        warnings: [AccessCodeIssue!]!
      }
      extend type Device {
        isOnline: Boolean!
      }
      input CreateMultipleInput {
        deviceIds: [UUID!]!
        code: String
        preferredCodeLength: Int
        name: String
        startsAt: Datetime
        endsAt: Datetime
      }
      input UpdateInput {
        id: UUID!
        name: String
        startsAt: Datetime
        endsAt: Datetime
      }
      input DeleteInput {
        id: UUID!
      }
      type CodeDevice {
        id: UUID!
      }
      type ChangedCode {
        id: UUID!
        code: String
        name: String
        type: AccessCodeType
        status: AccessCodeStatus!
        startsAt: Datetime
        endsAt: Datetime
        device: CodeDevice
      }
      type CodeGroup {
        id: UUID!
        commonCodeKey: String!
      }
      type CodeActionAttempt {
        id: UUID!
        actionType: String!
        status: String!
      }
      type CreateMultiplePayload {
        accessCodes: [ChangedCode!]!
        linkedCodeGroup: CodeGroup
      }
      type ChangePayload {
        accessCode: ChangedCode!
        actionAttempt: CodeActionAttempt!
      }
      type LoggedEvent {
        id: UUID!
        type: String!
        occurredAt: Datetime!
        accessCodeId: UUID
      }
      extend type Subscription {
        events: LoggedEvent!
      }
      extend type Mutation {
        createMultipleAccessCodes(input: CreateMultipleInput!): CreateMultiplePayload
        updateCode(input: UpdateInput!): ChangePayload
        deleteCode(input: DeleteInput!): ChangePayload
      }
    `,
    objects: {
      Query: { plans: { currentWorkspace: () => workspace.get({ id: whose() }) } },
      Workspace: {
        plans: {
          accessCode: ($workspace: Any, { $id }: Any) =>
            accessCode.get({ workspace_id: $workspace.get('id'), id: $id }),
        },
      },
      AccessCode: {
        plans: {
          code: ($code: Any) =>
            lambda(
              list([$code.get('pin_ciphertext'), $code.get('id')]),
              ([sealed, id]: Any) => sealed && vault.open(sealed, id),
              true,
            ),
          errors: told(accessCodeErrors, 'errors'),
          warnings: told(accessCodeWarnings, 'warnings'),
        },
      },
      Device: {
        plans: {
          isOnline: ($device: Any) => lambda($device.get('offline_since'), (since: Any) => since === null, true),
        },
      },
      Subscription: {
        plans: {
          events: {
            subscribePlan: () => lambda(whose() as Any, subscribe as Any),
            plan: ($event: Any) => $event,
          },
        },
      },
      Mutation: {
        plans: {
          createMultipleAccessCodes: changing(verbs.createMultiple),
          updateCode: changing(verbs.update),
          deleteCode: changing((tx, viewer, { id }) => verbs.delete(tx, viewer, id)),
        },
      },
    },
  } as Any
})
