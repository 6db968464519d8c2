import process from 'node:process'
import { inject } from 'vitest'
import { testChurn } from '../e2e/kube/test-churn.ts'

testChurn({ kubeconfig: () => inject('kubeconfig'), seconds: Number(process.env.SOAK_MINUTES ?? 30) * 60 })
