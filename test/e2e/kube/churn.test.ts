import { inject } from 'vitest'
import { testChurn } from './test-churn.ts'

testChurn({ kubeconfig: () => inject('kubeconfig'), seconds: 120 })
