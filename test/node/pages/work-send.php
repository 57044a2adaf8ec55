<?php
// Sends work as a plugin on a web node would. The test places it in the site.
require __DIR__ . '/wp-load.php';
header('content-type: application/json');
echo json_encode(['isSent' => nines_queue(json_decode((string) wp_unslash($_GET['work']), true))]);
