import { testChurn } from './test-churn.ts'

testChurn({ seconds: 120 })
