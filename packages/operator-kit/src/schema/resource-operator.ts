import type { KindConditions } from '../operator/conditions.ts';
import { defineOperator, type OperatorDefinition } from '../operator/definition.ts';
import { type CustomResource, kindOf, type SpecOf, type StatusFieldsOf } from './custom-resource.ts';

/** What an operator does about a kind that is defined as a custom resource. */
export type ResourceOperator<Resource extends CustomResource, Facts> = OperatorDefinition<
  SpecOf<Resource>,
  StatusFieldsOf<Resource>,
  Resource['conditions'] & KindConditions,
  Facts
>;

/** Defines the operator of a kind with its name, types and conditions. @throws as `defineOperator` */
export function defineResourceOperator<Resource extends CustomResource, Facts = undefined>(
  resource: Resource,
  definition: Omit<ResourceOperator<Resource, Facts>, 'conditions' | 'kind'>,
): ResourceOperator<Resource, Facts> {
  const conditions = resource.conditions as Resource['conditions'] & KindConditions;
  return defineOperator({ ...definition, kind: kindOf(resource), conditions } as ResourceOperator<Resource, Facts>);
}
