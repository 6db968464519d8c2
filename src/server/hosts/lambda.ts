/**
 * AWS Lambda behind a function URL (API Gateway and load balancers are understood too). The snapshot is loaded while the function
 * starts. Later looks go on while other reviews are answered, as the platform stops the clock between two.
 * @module
 */
import process from 'node:process'
import { handle } from 'hono/aws-lambda'
import { functionHost } from './function-host.ts'
import { decodable } from './lambda-body.ts'
import { readFileText } from './read-file.ts'

const host = functionHost(process.env, readFileText)
await host.keeper.ready()
const answer = handle(host.app)

/** What Lambda calls, by the name `lambda.handler`. */
export const handler: typeof answer = (event, context) => {
  void host.keeper.refresh()
  return answer(decodable(event), context)
}
