import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import { pullBackupAccessCode } from '../../domain/access-codes/pull-backup.ts'
import { id } from '../fields.ts'
import { route } from '../route.ts'
import { accessCode, showAccessCode } from './access-code.ts'

const backup = accessCode.describe('The backup: the code to give to the guest.')

export const pullBackup = route({
  path: '/access_codes/pull_backup_access_code',
  methods: ['POST'],
  scope: 'WRITE_CODES',
  summary: 'Give the guest of a code that does not work another one',
  description:
    'A spare code of its device, which is on the lock already, with a PIN of its own and the same window. Asked again it answers the same. As with Seam, both names hold the backup.',
  input: z.strictObject({ access_code_id: id }),
  answer: { access_code: backup, backup_access_code: backup },
  async handle({ services, viewer, readAnew }, { access_code_id }) {
    const { backupAccessCodeId } = await pullBackupAccessCode(services, viewer, access_code_id)
    const showing = { viewer, read: readAnew() }
    const shown = await showAccessCode(present(await showing.read.accessCode.load(backupAccessCodeId)), showing)
    return { access_code: shown, backup_access_code: shown }
  },
})
