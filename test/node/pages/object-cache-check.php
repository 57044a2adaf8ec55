<?php
// Asks the object cache as WordPress does, as two requests that share nothing but Memcached. Prints what holds, one JSON object a line.
require '/mnt/nines/wordpress/wp-content/object-cache.php';

function wp_suspend_cache_addition(): bool
{
    return false;
}

function another_request(): void
{
    wp_cache_init();
    wp_cache_add_global_groups(['users']);
    wp_cache_add_non_persistent_groups(['counts']);
}

function check(string $name, bool $holds): void
{
    echo json_encode(['name' => $name, 'holds' => $holds]), "\n";
}

another_request();
wp_cache_set('text', 'one', 'check');
wp_cache_set('no', false, 'check');
wp_cache_set('nothing', null, 'check');
wp_cache_set('list', ['a' => [1, 2.5, true]], 'check');
wp_cache_set('text', 'of another group', 'other');
wp_cache_set('own', 'for this request', 'counts');
wp_cache_set(str_repeat('long ', 100), 'kept', 'check');
wp_cache_set('ümläut key', 'kept', 'check');
wp_cache_set('short', 'gone soon', 'check', 1);
$object = (object) ['value' => 1];
wp_cache_set('object', $object, 'check');
$object->value = 2;
check('an object that changes later does not change the cache', wp_cache_get('object', 'check')->value === 1);

another_request();
check('another request finds a value', wp_cache_get('text', 'check') === 'one');
check('groups are apart', wp_cache_get('text', 'other') === 'of another group');
$value = wp_cache_get('no', 'check', false, $found);
check('a value that is false is found', $value === false && $found);
wp_cache_get('nothing', 'check', false, $found);
check('a value that is null is found', $found === true);
wp_cache_get('never set', 'check', false, $found);
check('what was never set is not found', $found === false);
check('types come back as they went', wp_cache_get('list', 'check') === ['a' => [1, 2.5, true]]);
check('a group of the request is not shared', wp_cache_get('own', 'counts') === false);
check('long keys and keys of many bytes work', wp_cache_get(str_repeat('long ', 100), 'check') === 'kept' && wp_cache_get('ümläut key', 'check') === 'kept');
check('many values by one question', wp_cache_get_multiple(['text', 'never set', 'list'], 'check') === ['text' => 'one', 'never set' => false, 'list' => ['a' => [1, 2.5, true]]]);
check('add refuses what is there, also from another request', wp_cache_add('text', 'two', 'check') === false && wp_cache_add('fresh', 1, 'check') === true);
check('replace wants what is there', wp_cache_replace('missing', 1, 'check') === false && wp_cache_replace('text', 'three', 'check') === true);
check('counters count, not below zero', wp_cache_incr('fresh', 4, 'check') === 5 && wp_cache_decr('fresh', 9, 'check') === 0 && wp_cache_incr('missing', 1, 'check') === false);

another_request();
check('a replaced value is seen', wp_cache_get('text', 'check') === 'three');
wp_cache_set('u', 'of all sites', 'users');
wp_cache_set('p', 'of site 1', 'posts');
wp_cache_switch_to_blog(2);
check('a global group is one for all sites of a network, another is not', wp_cache_get('u', 'users') === 'of all sites' && wp_cache_get('p', 'posts') === false);
wp_cache_switch_to_blog(1);
check('a deleted value is gone', wp_cache_delete('text', 'check') === true && wp_cache_get('text', 'check') === false);

another_request();
check('it is gone for another request as well', wp_cache_get('text', 'check') === false);
usleep(2_100_000);
another_request();
check('a value ends with its time', wp_cache_get('short', 'check') === false);
wp_cache_flush();
another_request();
check('a flush forgets everything, for another request as well', wp_cache_get('list', 'check') === false && wp_cache_get('u', 'users') === false);
wp_cache_set('after', 'kept', 'check');
another_request();
check('what is set after a flush is kept', wp_cache_get('after', 'check') === 'kept');
