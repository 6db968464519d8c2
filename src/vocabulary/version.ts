/**
 * The version of fitgate. A test holds it equal to package.json's, which browsers and bundles do not have at hand.
 * @module
 */
export const version = '0.1.0'
