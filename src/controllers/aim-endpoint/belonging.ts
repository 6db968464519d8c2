/**
 * Whose an object is that has the name of a child.
 * @module
 */
import type { KubeObject } from '../../kube/types.ts'
import { managedBy } from '../../render/object.ts'
import { labels, labelValue } from '../../vocabulary/names.ts'

/**
 * `own`: this owner's, or nobody's with our labels (it was deleted with `--cascade=orphan`, and may be taken up again).
 * `leftover`: of an owner of the same name that is gone; the garbage collector will take it.
 * `foreign`: somebody else's, not to be touched.
 */
export type Belonging = 'own' | 'leftover' | 'foreign'

export function belonging(object: KubeObject, endpoint: KubeObject): Belonging {
  const { ownerReferences = [], labels: found = {} } = object.metadata
  const controller = ownerReferences.find((reference) => reference.controller === true)
  if (controller !== undefined) {
    if (controller.uid === endpoint.metadata.uid) return 'own'
    const isNamesake = controller.kind === endpoint.kind && controller.name === endpoint.metadata.name
    return isNamesake ? 'leftover' : 'foreign'
  }
  const isOrphan =
    found[labels.managedBy] === managedBy &&
    found[labels.owner] === endpoint.kind.toLowerCase() &&
    found[labels.instance] === labelValue(endpoint.metadata.name)
  return isOrphan ? 'own' : 'foreign'
}
