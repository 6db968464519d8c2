import process from 'node:process'
import { testChurn } from '../e2e/kube/test-churn.ts'

testChurn({ seconds: Number(process.env.SOAK_MINUTES ?? 30) * 60 })
