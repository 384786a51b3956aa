import type { Harvest } from '../domain/harvest.ts'
import type { ArxivClient } from './client.ts'
import { type ListRequest, listRecords } from './oai-harvest.ts'
import { type QueryRequest, query } from './query.ts'

export interface ArxivHarvester {
  /** What OAI-PMH changed in some days. */
  listRecords(request: ListRequest): Promise<Harvest>
  /** What the query API finds. */
  query(request: QueryRequest): Promise<Harvest>
}

/**
 * @param options.oaiUrl the base of all OAI-PMH requests, e.g. `https://oaipmh.arxiv.org/oai`
 * @param options.apiUrl the same of the query API, e.g. `https://export.arxiv.org/api/query`
 */
export function createArxivHarvester(options: { client: ArxivClient; oaiUrl: string; apiUrl: string }): ArxivHarvester {
  const { client, oaiUrl, apiUrl } = options
  return {
    listRecords: (request) => listRecords(client, oaiUrl, request),
    query: (request) => query(client, apiUrl, request),
  }
}
