/**
 * Words that DynamoDB refuses as bare attribute names in expressions (Developer Guide: ReservedWords): those of the guide's
 * list that could be an attribute's name, which is nearly all of it.
 */
const WORDS = `
abort absolute action add after agent aggregate all allocate alter analyze and any archive are array as asc ascii at attach
attribute auth authorization authorize auto avg back backup base batch before begin between binary bit blob block boolean breadth
bucket bulk by byte call called calling capacity cascade case cast catalog char character check class clob close cluster clusters
collection column columns combine comment commit compact compress condition conflict connect connection consistency consistent
constraint constraints constructor consumed continue convert copy corresponding count counter create cross cube current cursor
cycle data database date datetime day dec decimal declare default define defined delete delimited depth desc describe descriptor
detach disable disconnect distinct distribute do domain double drop dump duration dynamic each element else elseif empty enable
end equal error escape escaped eval evaluate exceeded except exception exceptions exclusive exec execute exists exit explain
explode export expression extended external extract fail false family fetch fields file filter filtering final finish first fixed
float for force format forward found free from full function functions general generate get glob global go goto grant greater
group grouping handler hash have having heap hidden hold hour identified identity if ignore immediate import in increment
incremental index indexed indexes indicator infinite inline inner input insert instead int integer interval into invalidate is
isolation item items iterate join key keys lag language large last lateral lead leading leave left length less level like limit
limited lines list load local localtime localtimestamp location locator lock locks log long loop lower map match materialized max
member merge method metrics min minus minute missing mod mode modifies modify module month multi name names national natural new
next no none not null nullif number numeric object of offline offset old on online only open operator option or order other others
out outer output over overlaps override owner pad parallel parameter parameters partition partitioned partitions path percent
percentile permission permissions pipe pipelined plan pool position precision prepare preserve primary prior private privileges
procedure processed project projection property provisioning public put query quit quorum raise random range rank raw read reads
real rebuild record recursive reduce ref reference references regexp region reindex relative release remainder rename repeat
replace request reset resource response restore restrict result return returns reverse revoke right role roles rollback rollup
routine row rows rule rules sample satisfies save savepoint scan schema scope scroll search second section segment segments select
self semi sensitive separate sequence serializable session set sets shard share shared show signal similar size skewed smallint
snapshot some source space spaces sparse specific split sql start state static status storage store stored stream string struct
style sub substring sum super symmetric synonym system table temp temporary terminated text then throughput time timestamp
timezone tinyint to token total touch trailing transaction transform translate translation treat trigger trim true truncate ttl
tuple type under undo union unique unit unknown unlogged unprocessed unsigned until update upper url usage use user users using
uuid vacuum value valued values varchar variable variance varying view views virtual void wait when whenever where while window
with within without work wrapped write year zone
`;

const RESERVED: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter(Boolean));

export const isReserved = (word: string): boolean => RESERVED.has(word.toLowerCase());
