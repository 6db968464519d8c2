/**
 * The one place that loads @peculiar/x509: it needs `reflect-metadata` before it, or it throws at load in every runtime.
 * @module
 */
import 'reflect-metadata'

export * from '@peculiar/x509'
