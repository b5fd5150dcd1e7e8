import { answerRequests } from '../../../foundation/processes/index.ts'
import type { DemoRequest } from './demo-request.ts'
import { writeCampuses } from './write-campuses.ts'

// A process of its own: a fleet's worth of databases takes seconds of steady work, and the console must not stand still.
// The parent is our own code and sends nothing else.
answerRequests((message) => writeCampuses(message as DemoRequest))
