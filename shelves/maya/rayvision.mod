+ {condition}PLATFORM:{platform} rayvision {package} ./rayvision
MAYA_SHELF_PATH +:= shelves
